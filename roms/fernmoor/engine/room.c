/* Rooms: what is where, and how that looks. */
#include "fernmoor.h"
#include "art.h"

room_t room;
entity_t entities[MAX_ENTITIES];
u8 entity_count;
u8 there[MAX_ENTITIES];

static u8 block_look;
static u8 looks[CELLS];

static u8 cell(u8 pos) {
  u8 y = pos >> 4;
  return (u8)((y << 3) + (y << 1) + (pos & 15));
}

/* Of the ground: what stands there has rules of its own. */
u8 attribute_at(u8 x, u8 y) { return art_attr[room.map[cell((u8)(y << 4) | x)]]; }

entity_t *entity_at(u8 x, u8 y) {
  u8 pos = (u8)(y << 4) | x, i;
  for (i = 0; i != entity_count; ++i)
    if (there[i] && entities[i].pos == pos) return &entities[i];
  return 0;
}

u8 is_person(u8 kind) { return kind == NPC || kind == TRADER; }

/* The number of the push-block on a cell, from 1, or 0. */
u8 block_at(u8 x, u8 y) {
  u8 pos = (u8)(y << 4) | x;
  if (status.blocks[0] && status.blocks[0] == pos) return 1;
  if (status.blocks[1] && status.blocks[1] == pos) return 2;
  return 0;
}

/* Find out what is there at this time of the quest: of several things on a cell the first. */
static void find_things(void) {
  u8 i, j;
  const entity_t *entity = entities;
  for (i = 0; i != entity_count; ++i, ++entity) {
    there[i] = entity->kind != BLOCK && entity->since <= status.objective &&
               status.objective < entity->until;
    for (j = 0; there[i] && j != i; ++j)
      if (there[j] && entities[j].pos == entity->pos) there[i] = 0;
  }
}

/* Work out the room's 80 looks. */
static void look_around(u8 *to) {
  u8 i, look;
  const entity_t *entity = entities;
  find_things();
  far_copy(to, room.map, CELLS, BANK_WORLD); /* not far, but quick */
  for (i = 0; i != entity_count; ++i, ++entity) {
    if (!there[i]) continue;
    look = flag_get(entity->flag) ? entity->look_set : entity->look;
    if (look != NO_LOOK) to[cell(entity->pos)] = look;
  }
  for (i = 0; i != MAX_BLOCKS; ++i)
    if (status.blocks[i]) to[cell(status.blocks[i])] = block_look;
}

/* Publish the looks and return the rows that have changed, as bits. */
static u8 publish_looks(void) {
  u8 x, y, changed = 0;
  const u8 *look = looks;
  volatile u8 *shown = status.map;
  for (y = 0; y != ROWS; ++y)
    for (x = 0; x != COLUMNS; ++x, ++look, ++shown)
      if (*shown != *look) {
        *shown = *look;
        changed |= bits[y];
      }
  return changed;
}

/* After a deed: draw again what it has changed, be it here or in what is told of it below. */
void show_changes(void) {
  if (stale & STALE_MAP) {
    look_around(looks);
    draw_cell_rows(publish_looks());
  }
  if (stale & STALE_LINE) draw_status_line();
  stale = 0;
}

static void load_entities(void) {
  u16 number = room.first_entity;
  u8 i, blocks = 0;
  entity_count = room.entity_count > MAX_ENTITIES ? MAX_ENTITIES : room.entity_count;
  status.blocks[0] = status.blocks[1] = 0;
  for (i = 0; i != entity_count; ++i, ++number) {
    far_copy(&entities[i], (const void *)(0x4000 + ((number & 511) << 5)), sizeof(entity_t),
             WORLD->entity_bank + (u8)(number >> 9));
    if (entities[i].kind != BLOCK || blocks == MAX_BLOCKS) continue;
    if (!blocks) block_look = entities[i].look;
    status.blocks[blocks++] = entities[i].pos;
  }
}

/* The opportunities that are noticed when the room is seen. */
static u8 slots_in_sight(void) {
  u8 i, slots = 0;
  for (i = 0; i != entity_count; ++i) {
    if (!there[i] || entities[i].slot == NO_SLOT) continue;
    switch (entities[i].kind) {
    case TILL:
    case PANEL:
    case FOUNT:
    case FENCE:
    case PEDESTAL: slots |= bits[entities[i].slot];
    }
  }
  return slots;
}

void enter_room(u16 number, u8 pos) {
  far_copy(&room, (const void *)(0x4000 + ((number & 127) << 7)), sizeof room,
           WORLD->room_bank + (u8)(number >> 7));
  load_entities();
  look_around((u8 *)status.map);
  status.room = number;
  status.region = room.region;
  status.x = pos & 15;
  status.y = pos >> 4;
  event(EV_ROOM, number, pos);
  notice(slots_in_sight());
  draw_room();
  stale = 0;
}
