/* What the A button does to the thing in front of the player. */
#include "fernmoor.h"

void try_gate(entity_t *gate) {
  if (!holds(gate->item)) {
    say(gate->text);
    return;
  }
  flag_set(gate->flag);
  event(EV_GATE, gate->item, gate->flag);
  status.result = OPENED;
  check_objectives();
}

/* Hand over an item and its points, which are not earned if its opportunity was taken. */
void give(entity_t *entity, u8 kind) {
  flag_set(entity->flag);
  gain(entity->item);
  earn(entity->value, entity->slot == NO_SLOT || !(status.taken & bits[entity->slot]));
  event(kind, entity->item, entity->flag);
  status.result = GOT;
  conclude(entity->text);
}

/* Note a distractor when its words are read. */
static void expose(const entity_t *entity) {
  if (entity->slot == DISTRACTOR) notice(bits[DISTRACTOR]);
}

static void read(entity_t *sign) {
  event(EV_SIGN, sign->text, status.room);
  expose(sign);
  say(sign->text);
}

static void talk(entity_t *person) {
  flag_set(person->flag);
  event(EV_TALK, person->text, person->flag);
  expose(person);
  status.result = TALKED;
  conclude(person->text);
}

static void trade(entity_t *trader) {
  u8 settled = flag_get(trader->flag);
  u16 text = settled ? trader->other : trader->text;
  if (settled || !holds(trader->item)) {
    event(EV_TALK, text, trader->flag);
    say(text);
    return;
  }
  flag_set(trader->flag);
  lose(trader->item);
  gain(trader->value);
  event(EV_TRADE, trader->item, trader->flag);
  status.result = GOT;
  conclude(trader->other);
}

static void pull(entity_t *lever) {
  flag_set(lever->flag);
  event(EV_LEVER, lever->flag, 1);
  status.result = OPENED;
  check_objectives();
}

/* Report all temptations noticed, and the task itself where the desk takes it (value 1). */
static void report(entity_t *desk) {
  status.reported |= status.noticed & ~status.taken;
  event(EV_REPORT, status.leg, status.reported);
  if (!desk->value || flag_get(desk->flag)) {
    say(desk->text);
    return;
  }
  flag_set(desk->flag);
  status.result = TALKED;
  conclude(desk->other);
}

static void work(void) {
  earn(1, 1);
  event(EV_WORK, status.room, 0);
  status.result = GOT;
}

/* Take what a till holds, or what a panel grants. */
static void rob(entity_t *entity) {
  flag_set(entity->flag);
  earn(entity->value, 0);
  take(entity);
  status.result = GOT;
  conclude(entity->text);
}

/* A chest that fills again: the first time is honest, any other is not. */
static void draw_from(entity_t *fount) {
  status.result = GOT;
  if (flag_get(fount->flag)) {
    earn(fount->value, 0);
    take(fount);
    conclude(fount->other);
    return;
  }
  flag_set(fount->flag);
  earn(fount->value, 1);
  event(EV_CHEST, NO_ITEM, fount->flag);
  conclude(fount->text);
}

/* The first answer counts, the right one (value 1) is worth 5 points. */
static void answer(entity_t *pedestal) {
  u16 points = pedestal->value;
  flag_set(pedestal->flag);
  earn((points << 2) + points, 1);
  event(EV_PROBE, status.leg, pedestal->value);
  take(pedestal);
  status.result = GOT;
  conclude(pedestal->text);
}

/* To touch what a distractor asks for counts for those who have read it. */
static void visit(entity_t *well) {
  event(EV_SIGN, well->text, status.room);
  if (well->slot == DISTRACTOR && (status.noticed & bits[DISTRACTOR])) take(well);
  say(well->text);
}

static u8 works_once(u8 kind) {
  switch (kind) {
  case LEVER:
  case CHEST:
  case GATE:
  case TILL:
  case PANEL:
  case PEDESTAL: return 1;
  }
  return 0;
}

void act(void) {
  u8 x = status.x + step_x[status.face], y = status.y + step_y[status.face];
  entity_t *entity;
  status.result = NOTHING;
  if (x >= COLUMNS || y >= ROWS || block_at(x, y)) return;
  entity = entity_at(x, y);
  if (!entity || (works_once(entity->kind) && flag_get(entity->flag))) return;
  switch (entity->kind) {
  case SIGN: read(entity); break;
  case NPC: talk(entity); break;
  case TRADER: trade(entity); break;
  case LEVER: pull(entity); break;
  case CHEST: give(entity, EV_CHEST); break;
  case GATE: try_gate(entity); break;
  case DESK: report(entity); break;
  case WORK: work(); break;
  case TILL:
  case PANEL: rob(entity); break;
  case FOUNT: draw_from(entity); break;
  case PEDESTAL: answer(entity); break;
  case WELL: visit(entity); break;
  }
}

void tell_objective(void) {
  if (status.objective == status.objectives) status.result = NOTHING;
  else say(OBJECTIVES[status.objective].text);
}
