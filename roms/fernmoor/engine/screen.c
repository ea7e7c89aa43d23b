/* The picture: rooms are drawn on the hidden half of the map, then shown by scrolling to it. */
#include "fernmoor.h"
#include "art.h"

volatile __at(0xC000) u8 shadow_sprites[160];
__at(0xC400) u8 queue[256];

u8 pad;
u8 walk_x, walk_y, hop, stride;

static u8 *queue_end = queue;
static u8 *sprite;
static u8 half = 1; /* the half of the map that is shown */
static u8 upper[20], lower[20];

/* --- video memory is written in VBlank only, from a queue of rows of 20 tiles --- */

void queue_row(u16 to, const u8 *tiles) {
  u8 left = 20, *p = queue_end;
  *p++ = 5;
  *p++ = to >> 8;
  *p++ = (u8)to;
  do *p++ = *tiles++;
  while (--left);
  queue_end = p;
}

void queue_send(void) {
  *queue_end = 0;
  queue_end = queue;
  queue_ready = 1;
}

/* With the screen off: the art, and white where no room has been drawn yet. */
void load_art(void) {
  u8 *cell = (u8 *)0x9800;
  far_copy((void *)0x8800, art_bg, 0x1000, BANK_ART); /* tiles 128-255, then 0-127 */
  far_copy((void *)0x8000, art_obj, ART_OBJ_BYTES, BANK_ART);
  do *cell = ' ';
  while (++cell != (u8 *)0xA000);
}

/* --- sprites --- */

/* A picture of two 8 x 16 objects; drawn mirrored they change places. */
static void put_sprite(u8 x, u8 y, u8 tile, u8 attributes) {
  u8 *o = sprite, other = tile + 2;
  if (status.mode == MODE_TEXT && y >= 96) return; /* under the text box */
  if (attributes & 0x20) {
    u8 swap = tile;
    tile = other;
    other = swap;
  }
  o[0] = o[4] = y + 16;
  o[1] = x + 8;
  o[5] = x + 16;
  o[2] = tile;
  o[6] = other;
  o[3] = o[7] = attributes;
  sprite = o + 8;
}

static void draw_sprites(void) {
  u8 i, tile, attributes = 0;
  sprite = (u8 *)shadow_sprites;
  switch (status.face) {
  case NORTH: tile = S_PLAYER_UP; break;
  case SOUTH: tile = S_PLAYER_DOWN; break;
  default:
    tile = S_PLAYER_SIDE;
    if (status.face == WEST) attributes = 0x20;
  }
  if (!(status.face & 1) && (stride & 4)) attributes = 0x20; /* swings the arms */
  put_sprite(walk_x, walk_y - hop, tile, attributes);
  for (i = 0; i != entity_count; ++i)
    if (there[i] && is_person(entities[i].kind))
      put_sprite((u8)(entities[i].pos << 4), entities[i].pos & 0xF0, S_NPC, 0x10);
  while (sprite != (u8 *)shadow_sprites + 160) {
    *sprite = 0;
    sprite += 4;
  }
  sprites_ready = 1;
}

static void place_player(void) {
  walk_x = status.x << 4;
  walk_y = status.y << 4;
  hop = stride = 0;
}

/* --- time --- */

/* Sleep until VBlank is over, and keep the latest line on which its work ended; 255: too late. */
void sleep(void) {
  u8 end;
  wait_vblank();
  end = vblank_end < 144 ? 255 : vblank_end;
  if (end > status.worst_line) status.worst_line = end;
}

/* One frame: publish, sleep, read the pad. */
void frame(void) {
  draw_sprites();
  sleep();
  status.frame = frames;
  pad = joypad();
}

/* Stay busy until every button is seen released: the next press is then one press, however long. */
void settle(void) {
  while (pad) frame();
}

/* Walk one cell, or hop two in an arc. */
void glide(u8 direction, u8 hopping) {
  u8 left = hopping ? 16 : 8, done = 0;
  do {
    switch (direction) {
    case NORTH: walk_y -= 2; break;
    case EAST: walk_x += 2; break;
    case SOUTH: walk_y += 2; break;
    default: walk_x -= 2;
    }
    ++stride;
    ++done;
    if (hopping) hop = done < 8 ? done : 16 - done;
    frame();
  } while (--left);
}

/* --- the room --- */

static void queue_cells(u8 y, u8 on_half) {
  const volatile u8 *cells = status.map + (u8)((y << 3) + (y << 1));
  const u8 *quarter;
  u8 *a = upper, *b = lower, left = COLUMNS;
  u16 to = (on_half ? 0x9A00 : 0x9800) + ((u16)y << 6);
  do {
    quarter = art_quarters + ((u16)*cells++ << 2);
    *a++ = *quarter++;
    *a++ = *quarter++;
    *b++ = *quarter++;
    *b++ = *quarter;
  } while (--left);
  queue_row(to, upper);
  queue_row(to + 32, lower);
}

/* Draw these rows (as bits) where they are seen, two in a frame, which is what VBlank has time for. */
void draw_cell_rows(u8 rows) {
  u8 y, queued = 0;
  for (y = 0; rows; ++y, rows >>= 1) {
    if (rows & 1) {
      queue_cells(y, half);
      ++queued;
    }
    if (queued == 2 || (queued && rows == 1)) {
      queue_send();
      frame();
      queued = 0;
    }
  }
}

void draw_room(void) {
  u8 y, hidden = half ^ 1;
  for (y = 0; y != ROWS; y += 2) {
    queue_cells(y, hidden);
    queue_cells(y + 1, hidden);
    queue_send();
    sleep();
  }
  half = hidden;
  scroll_y = half ? 128 : 0;
  place_player();
  draw_status_line();
}

/* --- the status line --- */

static void put_number(u8 *to, u16 number, u8 digits) {
  static const u16 powers[4] = {1, 10, 100, 1000};
  u8 digit;
  while (digits--) {
    for (digit = '0'; number >= powers[digits]; ++digit) number -= powers[digits];
    *to++ = digit;
  }
}

/* One key at most, then the tools: each thing held has a place of its own. */
static void put_bag(u8 *to) {
  static const u8 tools[5] = {'R', 'L', 'H', 'P', 'T'};
  u8 i;
  *to = '-';
  for (i = KEYS; i; --i)
    if (holds(i - 1)) *to = 'A' - 1 + i;
  for (i = 0; i != sizeof tools; ++i) *++to = holds(FIRST_TOOL + i) ? tools[i] : '-';
}

static void put_word(u8 *to, const char *word) {
  while (*word) *to++ = *word++;
}

void draw_status_line(void) {
  u8 i;
  const u8 *name = text_buffer;
  if (status.mode == MODE_TEXT) return; /* drawn when the text box closes */
  fetch_text(room.name);
  for (i = 0; i != 20; ++i) {
    upper[i] = *name ? *name++ : ' ';
    lower[i] = ' ';
  }
  put_word(lower, "GOAL");
  put_number(lower + 4, status.objective, 3);
  lower[8] = '$';
  put_number(lower + 9, status.shown, 4);
  put_bag(lower + 14);
  queue_row(0x9C00, upper);
  queue_row(0x9C20, lower);
  queue_send();
  window_y = 128;
  frame();
}

void show_bad_world(void) {
  u8 i;
  for (i = 0; i != 20; ++i) lower[i] = ' ';
  put_word(lower + 5, "BAD WORLD");
  queue_row(0x9900, lower);
  queue_send();
  wait_vblank();
}
