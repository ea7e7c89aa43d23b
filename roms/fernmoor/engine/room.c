/* Rooms, flags, events and objectives: what is where, and what has happened. */
#include "fernmoor.h"
#include "art.h"

room_t room;
entity_t entities[MAX_ENTITIES];
u8 entity_count;

static const u8 bits[8] = {1, 2, 4, 8, 16, 32, 64, 128};

u8 flag_get(u16 flag) { return status.flags[flag >> 3] & bits[flag & 7]; }

void flag_set(u16 flag) {
  if (flag) status.flags[flag >> 3] |= bits[flag & 7];
}

void flag_toggle(u16 flag) {
  if (flag) status.flags[flag >> 3] ^= bits[flag & 7];
}

void event(u8 kind, u16 a, u16 b) {
  volatile u8 *slot = status.ring[status.happened & 31];
  slot[0] = kind;
  slot[1] = 0;
  slot[2] = (u8)a;
  slot[3] = a >> 8;
  slot[4] = (u8)b;
  slot[5] = b >> 8;
  ++status.happened;
}

u8 pos_here(void) { return (u8)(status.y << 4) | status.x; }

static u8 cell(u8 pos) {
  u8 y = pos >> 4;
  return (u8)((y << 3) + (y << 1) + (pos & 15));
}

u8 attribute_at(u8 x, u8 y) { return art_attr[status.map[cell((u8)(y << 4) | x)]]; }

/* A taken item is gone. */
entity_t *entity_at(u8 x, u8 y) {
  u8 pos = (u8)(y << 4) | x, left = entity_count;
  entity_t *entity = entities;
  while (left--) {
    if (entity->pos == pos && !(entity->kind == ITEM && flag_get(entity->flag))) return entity;
    ++entity;
  }
  return 0;
}

static u8 look_of(const entity_t *entity) {
  u8 set = flag_get(entity->flag);
  switch (entity->kind) {
  case SIGN: return M_SIGN;
  case ITEM: return entity->metatile;
  case GATE: return set ? M_GATE_OPEN : M_GATE;
  case LEVER: return set ? M_LEVER_ON : M_LEVER_OFF;
  case BARRIER: return set ? M_BARRIER_OPEN : M_BARRIER;
  case WARP: return M_WARP;
  default: return set ? M_CHEST_OPEN : M_CHEST;
  }
}

static void put(const entity_t *entity) {
  u8 at = cell(entity->pos);
  if (entity->kind == NPC) return; /* a sprite */
  if (entity->kind == ITEM && flag_get(entity->flag)) status.map[at] = room.map[at];
  else status.map[at] = look_of(entity);
}

/* After a flag has changed: draw everything in the room that heeds it. */
void show_flag(u16 flag) {
  u8 i;
  if (!flag) return;
  for (i = 0; i != entity_count; ++i)
    if (entities[i].flag == flag && entities[i].kind != NPC) {
      put(&entities[i]);
      draw_cell_row(entities[i].pos >> 4);
    }
}

static void load_entities(void) {
  u16 number = room.first_entity;
  u8 i;
  entity_count = room.entity_count > MAX_ENTITIES ? MAX_ENTITIES : room.entity_count;
  for (i = 0; i != entity_count; ++i, ++number)
    far_copy(&entities[i], (const void *)(0x4000 + ((number & 1023) << 4)), sizeof(entity_t),
             WORLD->entity_bank + (u8)(number >> 10));
}

void enter_room(u16 number, u8 pos) {
  u8 i;
  far_copy(&room, (const void *)(0x4000 + ((number & 127) << 7)), sizeof room,
           WORLD->room_bank + (u8)(number >> 7));
  load_entities();
  for (i = 0; i != CELLS; ++i) status.map[i] = room.map[i];
  for (i = entity_count; i; --i) put(&entities[i - 1]); /* the lower index counts */
  status.room = number;
  status.region = room.region;
  status.x = pos & 15;
  status.y = pos >> 4;
  event(EV_ROOM, number, pos);
  draw_room();
}

void check_objectives(void) {
  u16 before = status.objective;
  while (status.objective != status.objectives && flag_get(OBJECTIVES[status.objective].flag)) {
    event(EV_OBJECTIVE, status.objective, 0);
    ++status.objective;
  }
  if (status.objective == before) return;
  if (status.objective == status.objectives) {
    status.mode = MODE_WON;
    event(EV_WIN, 0, 0);
  }
  draw_status_line();
}
