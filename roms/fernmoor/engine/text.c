/* The text box: pages of four lines at the bottom of the screen, turned with A or B. */
#include "fernmoor.h"
#include "art.h"

#define BOX 0x9C00
#define BYTES 400

u8 text_buffer[BYTES + 1]; /* the last one stays 0 */
static const u8 *rest; /* of the text, from the page after the one on show */
static u8 line[20];

enum {
  TOP_LEFT, TOP, TOP_RIGHT, LEFT, RIGHT, BOTTOM_LEFT, BOTTOM, BOTTOM_RIGHT
};

typedef struct {
  u8 bank, unused;
  u16 address;
} pointer_t;

/* A text ends with a 0 in the bank that it began in. */
void fetch_text(u16 text) {
  pointer_t pointer;
  far_copy(&pointer, (const void *)(0x4000 + ((text & 4095) << 2)), sizeof pointer,
           WORLD->text_bank + (u8)(text >> 12));
  far_string(text_buffer, (const u8 *)pointer.address, BYTES, pointer.bank);
}

static void fill(u8 left, u8 middle, u8 right) {
  u8 i;
  line[0] = left;
  for (i = 1; i != 19; ++i) line[i] = middle;
  line[19] = right;
}

static void draw_line(u16 to) {
  u8 i = 1;
  fill(art_frame[LEFT], ' ', art_frame[RIGHT]);
  while (*rest && *rest != '\n' && *rest != '\f') {
    if (i != 19) line[i++] = *rest;
    ++rest;
  }
  if (*rest == '\n') ++rest;
  queue_row(to, line);
}

/* In two VBlanks, which is what they have time for. */
static void draw_page(void) {
  fill(art_frame[TOP_LEFT], art_frame[TOP], art_frame[TOP_RIGHT]);
  queue_row(BOX, line);
  draw_line(BOX + 32);
  draw_line(BOX + 64);
  queue_send();
  sleep();
  draw_line(BOX + 96);
  draw_line(BOX + 128);
  while (*rest && *rest != '\f') ++rest; /* more than four lines: dropped */
  fill(art_frame[BOTTOM_LEFT], art_frame[BOTTOM], art_frame[BOTTOM_RIGHT]);
  line[17] = *rest ? '>' : '<';
  line[18] = 'A';
  if (*rest) ++rest;
  queue_row(BOX + 160, line);
  queue_send();
  window_y = 96;
  frame();
}

void open_text(u16 text) {
  fetch_text(text);
  rest = text_buffer;
  status.text = text;
  status.page = 0;
  status.mode = MODE_TEXT;
  draw_page();
}

/* What is said without any words is only talk. */
void say(u16 text) {
  status.result = TALKED;
  if (text != NO_TEXT) open_text(text);
}

/* Show the next page and return 1, or close the box and return 0. */
u8 turn_page(void) {
  if (rest != text_buffer && rest[-1] == '\f') {
    ++status.page;
    draw_page();
    return 1;
  }
  status.text = NO_TEXT;
  status.page = 0;
  status.mode = status.objective == status.objectives ? MODE_WON : MODE_PLAY;
  stale |= STALE_LINE;
  return 0;
}
