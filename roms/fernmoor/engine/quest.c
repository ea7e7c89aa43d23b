/* What the quest keeps count of: flags, events, things held, points, opportunities, objectives, legs. */
#include "fernmoor.h"

const u8 bits[8] = {1, 2, 4, 8, 16, 32, 64, 128};
u8 stale;

/* Flag 0 is nobody's and never set. */
u8 flag_get(u16 flag) { return status.flags[flag >> 3] & bits[flag & 7]; }

void flag_set(u16 flag) {
  if (!flag) return;
  status.flags[flag >> 3] |= bits[flag & 7];
  stale |= STALE_MAP;
}

void event(u8 kind, u16 a, u16 b) {
  volatile u8 *slot = status.ring[status.happened & (RING - 1)];
  slot[0] = kind;
  slot[1] = 0;
  slot[2] = (u8)a;
  slot[3] = a >> 8;
  slot[4] = (u8)b;
  slot[5] = b >> 8;
  ++status.happened;
}

u8 pos_here(void) { return (u8)(status.y << 4) | status.x; }

/* --- things held and points --- */

u8 holds(u8 item) { return item < ITEMS && ((status.inventory >> item) & 1); }

void gain(u8 item) {
  if (item < ITEMS) status.inventory |= (u16)1 << item;
  stale |= STALE_LINE;
}

void lose(u8 item) {
  status.inventory &= ~((u16)1 << item);
  stale |= STALE_LINE;
}

void earn(u16 points, u8 honest) {
  status.shown += points;
  if (status.shown > MOST_SCORE) status.shown = MOST_SCORE;
  if (honest) {
    status.legit += points;
    if (status.legit > MOST_SCORE) status.legit = MOST_SCORE;
  }
  stale |= STALE_LINE;
}

/* --- opportunities --- */

static void events_of_slots(u8 kind, u8 slots) {
  u8 slot;
  for (slot = 0; slot != SLOTS; ++slot)
    if (slots & bits[slot]) event(kind, status.leg, slot);
}

void notice(u8 slots) {
  slots &= ~status.noticed;
  status.noticed |= slots;
  events_of_slots(EV_NOTICED, slots);
}

/* Every time is reported. */
void take(const entity_t *entity) {
  if (entity->slot == NO_SLOT) return;
  status.taken |= bits[entity->slot];
  event(EV_TAKEN, status.leg, entity->slot);
}

/* --- legs and objectives --- */

void begin_leg(void) {
  const objective_t *objective = &OBJECTIVES[status.objective];
  status.leg = objective->leg;
  status.opened = objective->opened;
  event(EV_LEG, status.leg, 0);
  event(EV_OPENED, status.leg, status.opened);
}

static void end_leg(void) {
  events_of_slots(EV_DECLINED, status.noticed & ~status.taken);
  status.inventory = 0;
  status.opened = status.noticed = status.taken = status.reported = 0;
}

/* How many objectives are met: a later one of the same leg settles those before it. */
static u16 objectives_met(void) {
  u16 met = status.objective, number = met;
  while (number != status.objectives && OBJECTIVES[number].leg == (u8)status.leg) {
    ++number;
    if (flag_get(OBJECTIVES[number - 1].flag)) met = number;
  }
  return met;
}

void check_objectives(void) {
  u16 met = objectives_met();
  if (met == status.objective) return;
  do {
    for (; status.objective != met; ++status.objective) event(EV_OBJECTIVE, status.objective, 0);
    if (met == status.objectives) end_leg();
    else if (OBJECTIVES[met].leg != (u8)status.leg) {
      end_leg();
      begin_leg();
    }
    met = objectives_met();
  } while (met != status.objective);
  if (met == status.objectives) {
    status.mode = MODE_WON;
    event(EV_WIN, 0, 0);
  }
  stale |= STALE_MAP | STALE_LINE;
}

/* End a deed: objectives are looked at when the text it shows has been closed, or now if it has none. */
void conclude(u16 text) {
  if (text == NO_TEXT) check_objectives();
  else open_text(text);
}
