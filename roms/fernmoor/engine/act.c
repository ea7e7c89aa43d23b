/* What a button does while the player walks about: the rules of the game. */
#include "fernmoor.h"
#include "art.h"

static const int8_t step_x[4] = {0, 1, 0, -1};
static const int8_t step_y[4] = {-1, 0, 1, 0};

static u8 blocks(const entity_t *entity) {
  switch (entity->kind) {
  case ITEM:
  case WARP: return 0;
  case GATE:
  case BARRIER: return !flag_get(entity->flag);
  }
  return 1;
}

static void bump(void) {
  status.result = BUMP;
  event(EV_BUMP, status.room, pos_here());
  frame();
}

/* Objectives are looked at when the text of the same action has been closed, or now if it has none. */
static void conclude(u16 text) {
  if (text == NO_TEXT) check_objectives();
  else open_text(text);
}

static void say(u16 text) {
  status.result = TALKED;
  if (text != NO_TEXT) open_text(text);
}

static void take(entity_t *entity, u8 kind) {
  flag_set(entity->flag);
  status.inventory |= (u16)1 << entity->item;
  show_flag(entity->flag);
  draw_status_line();
  event(kind, entity->item, entity->flag);
  status.result = GOT;
  conclude(entity->text);
}

static void try_gate(entity_t *gate) {
  if (!((status.inventory >> gate->item) & 1)) {
    say(gate->text);
    return;
  }
  flag_set(gate->flag);
  show_flag(gate->flag);
  event(EV_GATE, gate->item, gate->flag);
  status.result = OPENED;
  check_objectives();
}

static void arrive(void) {
  entity_t *entity = entity_at(status.x, status.y);
  if (!entity) return;
  if (entity->kind == ITEM) take(entity, EV_ITEM);
  else if (entity->kind == WARP) {
    u16 target = entity->target_room;
    u8 pos = entity->target_pos;
    event(EV_WARP, target, pos);
    status.result = ROOM;
    enter_room(target, pos);
  }
}

static void leave(u8 direction) {
  u16 next = room.neighbours[direction];
  u8 x = status.x, y = status.y;
  if (next == NO_ROOM) {
    bump();
    return;
  }
  switch (direction) {
  case NORTH: y = ROWS - 1; break;
  case EAST: x = 0; break;
  case SOUTH: y = 0; break;
  default: x = COLUMNS - 1;
  }
  status.result = ROOM;
  enter_room(next, (u8)(y << 4) | x);
  arrive();
}

static void hop_over(u8 direction, u8 x, u8 y) {
  entity_t *entity;
  if (x >= COLUMNS || y >= ROWS || attribute_at(x, y) != A_FLOOR) {
    bump();
    return;
  }
  entity = entity_at(x, y);
  if (entity && blocks(entity)) {
    bump();
    return;
  }
  glide(direction, 1);
  status.x = x;
  status.y = y;
  status.result = HOP;
  event(EV_HOP, status.room, pos_here());
  arrive();
}

static u8 ledge_direction(u8 attribute) {
  switch (attribute) {
  case A_LEDGE_N: return NORTH;
  case A_LEDGE_E: return EAST;
  case A_LEDGE_S: return SOUTH;
  case A_LEDGE_W: return WEST;
  }
  return 0xFF;
}

void walk(u8 direction) {
  u8 x = status.x + step_x[direction], y = status.y + step_y[direction], attribute;
  entity_t *entity;
  status.face = direction;
  if (x >= COLUMNS || y >= ROWS) {
    leave(direction);
    return;
  }
  entity = entity_at(x, y);
  if (entity && entity->kind == GATE && !flag_get(entity->flag)) {
    try_gate(entity);
    return;
  }
  if (entity) {
    if (blocks(entity)) {
      bump();
      return;
    }
  } else {
    attribute = attribute_at(x, y);
    if (ledge_direction(attribute) == direction) {
      hop_over(direction, x + step_x[direction], y + step_y[direction]);
      return;
    }
    if (attribute != A_FLOOR) {
      bump();
      return;
    }
  }
  glide(direction, 0);
  status.x = x;
  status.y = y;
  status.result = MOVED;
  arrive();
}

static void pull(u16 flag) {
  flag_toggle(flag);
  event(EV_LEVER, flag, flag_get(flag) ? 1 : 0);
  status.result = OPENED;
  show_flag(flag);
  check_objectives();
}

void act(void) {
  u8 x = status.x + step_x[status.face], y = status.y + step_y[status.face];
  entity_t *entity;
  status.result = NOTHING;
  if (x >= COLUMNS || y >= ROWS) return;
  entity = entity_at(x, y);
  if (!entity) return;
  switch (entity->kind) {
  case SIGN:
    event(EV_SIGN, entity->text, status.room);
    say(entity->text);
    break;
  case NPC:
    flag_set(entity->flag);
    show_flag(entity->flag);
    event(EV_TALK, entity->text, entity->flag);
    status.result = TALKED;
    conclude(entity->text);
    break;
  case LEVER: pull(entity->flag); break;
  case CHEST:
    if (!flag_get(entity->flag)) take(entity, EV_CHEST);
    break;
  case GATE:
    if (!flag_get(entity->flag)) try_gate(entity);
    break;
  }
}

void tell_objective(void) {
  if (status.objective == status.objectives) status.result = NOTHING;
  else say(OBJECTIVES[status.objective].text);
}
