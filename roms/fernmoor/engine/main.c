/* Fernmoor: checks its world, then takes one press after the other. */
#include "fernmoor.h"

static u8 sound_world(void) {
  static const u8 magic[4] = {'F', 'M', 'W', '1'};
  u8 i, bank, banks = WORLD->crc_banks; /* before the world is switched away */
  for (i = 0; i != 4; ++i)
    if (WORLD->magic[i] != magic[i]) return 0;
  if (WORLD->format != WORLD_FORMAT || banks > WORLD_BANKS) return 0;
  crc_start();
  for (bank = 0; bank != banks; ++bank) {
    current_bank = BANK_WORLD + bank;
    *(volatile u8 *)0x2000 = BANK_WORLD + bank;
    if (bank == 0) {
      u8 *page = (u8 *)0xD200; /* the first page, with the checksum itself left out */
      far_copy(page, WORLD, 256, BANK_WORLD);
      page[30] = page[31] = 0;
      crc_pages(0xD2, 1);
      crc_pages(0x41, 63);
    } else crc_pages(0x40, 64);
  }
  current_bank = BANK_WORLD;
  *(volatile u8 *)0x2000 = BANK_WORLD;
  return crc == WORLD->crc;
}

static void press(void) {
  if (status.mode == MODE_TEXT) {
    if (!(pad & (PAD_A | PAD_B))) {
      status.result = NOTHING;
      return;
    }
    status.result = TALKED;
    if (!turn_page()) check_objectives();
  } else if (pad & PAD_A) act();
  else if (pad & PAD_SELECT) say(WORLD->rules);
  else if (pad & PAD_START) tell_objective();
  else if (pad & PAD_B) status.result = NOTHING;
  else if (pad & PAD_UP) walk(NORTH);
  else if (pad & PAD_DOWN) walk(SOUTH);
  else if (pad & PAD_LEFT) walk(WEST);
  else walk(EAST);
}

void main(void) {
  u8 i, sound;
  u16 before;
  load_art();
  status.magic[0] = 'F';
  status.magic[1] = 'M';
  status.magic[2] = 'R';
  status.magic[3] = '1';
  status.version = ENGINE_VERSION;
  status.text = NO_TEXT;
  status.busy = 1;
  sound = sound_world();
  *(volatile u8 *)0xFF40 = 0xE7; /* screen, window and 8 x 16 sprites on; window map 9C00, tiles 8800 */
  __asm__("ei");
  if (!sound) {
    status.mode = MODE_BAD;
    status.busy = 0;
    show_bad_world();
    for (;;) wait_vblank();
  }
  for (i = 0; i != 4; ++i) status.seed[i] = WORLD->seed[i];
  status.objectives = WORLD->objectives;
  status.face = SOUTH;
  status.mode = MODE_PLAY;
  event(EV_BOOT, ENGINE_VERSION, WORLD->rooms);
  begin_leg();
  enter_room(WORLD->start_room, WORLD->start_pos);
  open_text(WORLD->rules);
  settle();
  for (;;) {
    status.busy = 0;
    frame();
    if (!pad) continue;
    status.busy = 1;
    ++status.accepted;
    status.result = NONE;
    before = status.happened;
    press();
    show_changes();
    if (status.happened - before > RING) ++status.overflow;
    settle();
    status.done = status.accepted;
  }
}
