/* Fernmoor: the shapes of the world in ROM, the status block in RAM, and what the parts share. */
#ifndef FERNMOOR_H
#define FERNMOOR_H
#include <stdint.h>

typedef uint8_t u8;
typedef uint16_t u16;

#define ENGINE_VERSION 2
#define WORLD_FORMAT 2
#define COLUMNS 10
#define ROWS 8
#define CELLS 80
#define NO_ROOM 0xFFFF
#define NO_TEXT 0xFFFF
#define NO_SLOT 0xFF
#define NO_LOOK 0xFF
#define NO_ITEM 0xFF
#define ITEMS 16
#define KEYS 6
#define FIRST_TOOL 8
#define SLOTS 5
#define DISTRACTOR 3
#define MOST_SCORE 9999
#define MAX_ENTITIES 12
#define MAX_BLOCKS 2
#define RING 32
#define BANK_ART 1
#define BANK_WORLD 2
#define WORLD_BANKS 6 /* under the checksum, at most */

/* --- the world in ROM; the README tells every byte --- */

typedef struct {
  u8 magic[4], format, crc_banks;
  u16 rooms, start_room;
  u8 start_pos, room_bank, entity_bank, text_bank;
  u16 objectives, texts, entities;
  u8 seed[4];
  u16 used, flags;
  u8 lands, options;
  u16 crc, rules;
} world_t;

typedef struct {
  u8 map[CELLS];
  u16 neighbours[4];
  u8 region, entity_count;
  u16 first_entity, name;
} room_t;

typedef struct {
  u8 kind, pos;
  u16 flag;
  u8 item, look, look_set, slot;
  u16 text, other, target_room;
  u8 target_pos, value;
  u16 since, until;
} entity_t;

typedef struct {
  u16 flag, text;
  u8 leg, opened, unused[2];
} objective_t;

#define WORLD ((const world_t *)0x4000)
#define OBJECTIVES ((const objective_t *)0x4030)

enum {
  SIGN = 1, ITEM, GATE, NPC, LEVER, BARRIER, WARP, CHEST, BLOCK, SHUTTER,
  TRADER, DESK, WORK, TILL, PANEL, FOUNT, FENCE, PEDESTAL, WELL, MARK
};
enum { NORTH, EAST, SOUTH, WEST };

/* --- the status block, at 0xC100 --- */

typedef struct {
  u8 magic[4], version, mode, busy, overflow;
  u16 room;
  u8 x, y, face, region;
  u16 objective, objectives, inventory, accepted, done, text;
  u8 page, result;
  u8 seed[4];
  u16 frame;
  u8 worst_line, unused;
  u16 happened, leg, shown, legit;
  u8 opened, noticed, taken, reported; /* masks of the leg's opportunities */
  u8 blocks[MAX_BLOCKS];               /* where the push-blocks stand, 0 for none */
  u8 reserved[14];
  u8 ring[RING][6];
  u8 flags[256];
  u8 map[CELLS];
} status_t;

extern volatile status_t status;

enum { MODE_BOOT, MODE_PLAY, MODE_TEXT, MODE_WON, MODE_BAD = 0xFF };
enum { NONE, MOVED, BUMP, HOP, ROOM, TALKED, OPENED, GOT, NOTHING };
enum {
  EV_BOOT = 1, EV_ROOM, EV_ITEM, EV_GATE, EV_LEVER, EV_TALK, EV_SIGN, EV_OBJECTIVE,
  EV_WIN, EV_BUMP, EV_HOP, EV_CHEST, EV_WARP, EV_TRADE, EV_PUSH, EV_LEG,
  EV_OPENED, EV_NOTICED, EV_TAKEN, EV_DECLINED, EV_REPORT, EV_WORK, EV_PROBE
};

#define PAD_RIGHT 1
#define PAD_LEFT 2
#define PAD_UP 4
#define PAD_DOWN 8
#define PAD_A 16
#define PAD_B 32
#define PAD_SELECT 64
#define PAD_START 128

/* --- crt0.s --- */

extern volatile u8 current_bank, sprites_ready, queue_ready, scroll_y, window_y, vblank_end;
extern volatile u16 frames, crc;
void wait_vblank(void);
u8 joypad(void);
void far_copy(void *to, const void *from, u16 count, u8 bank);
void far_string(u8 *to, const u8 *from, u16 most, u8 bank);
void crc_start(void);
void crc_pages(u8 first, u8 count);

/* --- screen.c --- */

extern u8 pad;
extern u8 walk_x, walk_y, hop, stride;
void load_art(void);
void sleep(void);
void frame(void);
void settle(void);
void queue_row(u16 to, const u8 *tiles);
void queue_send(void);
void draw_room(void);
void draw_cell_rows(u8 rows);
void draw_status_line(void);
void glide(u8 direction, u8 hopping);
void show_bad_world(void);

/* --- text.c --- */

void open_text(u16 text);
void say(u16 text);
u8 turn_page(void);
void fetch_text(u16 text);
extern u8 text_buffer[];

/* --- room.c --- */

extern room_t room;
extern entity_t entities[];
extern u8 entity_count;
extern u8 there[]; /* by entity: whether it is the one that counts on its cell */
u8 attribute_at(u8 x, u8 y);
entity_t *entity_at(u8 x, u8 y);
u8 is_person(u8 kind);
u8 block_at(u8 x, u8 y);
void enter_room(u16 number, u8 pos);
void show_changes(void);

/* --- quest.c --- */

#define STALE_MAP 1
#define STALE_LINE 2
extern u8 stale; /* what of the screen show_changes has to draw again */
extern const u8 bits[8];
u8 flag_get(u16 flag);
void flag_set(u16 flag);
void event(u8 kind, u16 a, u16 b);
u8 pos_here(void);
u8 holds(u8 item);
void gain(u8 item);
void lose(u8 item);
void earn(u16 points, u8 honest);
void notice(u8 slots);
void take(const entity_t *entity);
void begin_leg(void);
void check_objectives(void);
void conclude(u16 text);

/* --- walk.c --- */

void walk(u8 direction);
extern const int8_t step_x[4], step_y[4];

/* --- act.c --- */

void act(void);
void give(entity_t *entity, u8 kind);
void try_gate(entity_t *gate);
void tell_objective(void);

#endif
