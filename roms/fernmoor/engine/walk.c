/* What a step does. */
#include "fernmoor.h"
#include "art.h"

const int8_t step_x[4] = {0, 1, 0, -1};
const int8_t step_y[4] = {-1, 0, 1, 0};

static u8 blocks(const entity_t *entity) {
  switch (entity->kind) {
  case ITEM:
  case WARP:
  case FENCE:
  case MARK: return 0;
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

/* Do what the thing on the cell does to whoever steps on it. */
static void arrive(void) {
  entity_t *entity = entity_at(status.x, status.y);
  u16 target;
  u8 pos;
  if (!entity) return;
  switch (entity->kind) {
  case ITEM:
    if (!flag_get(entity->flag)) give(entity, EV_ITEM);
    break;
  case WARP:
    target = entity->target_room;
    if (target == NO_ROOM) break;
    pos = entity->target_pos;
    event(EV_WARP, target, pos);
    status.result = ROOM;
    enter_room(target, pos);
    break;
  case FENCE:
    flag_set(entity->flag);
    take(entity);
    break;
  case MARK:
    if (flag_get(entity->flag)) break;
    flag_set(entity->flag);
    check_objectives();
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

static void go(u8 direction, u8 x, u8 y) {
  glide(direction, 0);
  status.x = x;
  status.y = y;
  status.result = MOVED;
}

/* Push a block one cell on, onto bare floor that is no border, and step into its place. */
static void push(u8 direction, u8 block, u8 x, u8 y) {
  u8 to_x = x + step_x[direction], to_y = y + step_y[direction];
  if (!to_x || to_x >= COLUMNS - 1 || !to_y || to_y >= ROWS - 1 ||
      attribute_at(to_x, to_y) != A_FLOOR || entity_at(to_x, to_y) || block_at(to_x, to_y)) {
    bump();
    return;
  }
  status.blocks[block - 1] = (u8)(to_y << 4) | to_x;
  event(EV_PUSH, status.room, status.blocks[block - 1]);
  stale |= STALE_MAP;
  show_changes();
  go(direction, x, y);
}

static void hop_over(u8 direction, u8 x, u8 y) {
  entity_t *entity;
  if (x >= COLUMNS || y >= ROWS || block_at(x, y)) {
    bump();
    return;
  }
  entity = entity_at(x, y);
  if (entity ? blocks(entity) : attribute_at(x, y) != A_FLOOR) {
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
  u8 x = status.x + step_x[direction], y = status.y + step_y[direction], block, attribute;
  entity_t *entity;
  status.face = direction;
  if (x >= COLUMNS || y >= ROWS) {
    leave(direction);
    return;
  }
  block = block_at(x, y);
  if (block) {
    push(direction, block, x, y);
    return;
  }
  entity = entity_at(x, y);
  if (!entity) {
    attribute = attribute_at(x, y);
    if (attribute == A_FLOOR) go(direction, x, y);
    else if (ledge_direction(attribute) == direction)
      hop_over(direction, x + step_x[direction], y + step_y[direction]);
    else bump();
  } else if (entity->kind == GATE && !flag_get(entity->flag)) try_gate(entity);
  else if (blocks(entity)) bump();
  else {
    go(direction, x, y);
    arrive();
  }
}
