;; Fernmoor's start, its VBlank, and what C is too slow or too far away for.
	.module	crt0
	.globl	_main
	.globl	_wait_vblank, _joypad, _far_copy, _far_string, _crc_start, _crc_pages
	.globl	_current_bank, _frames, _sprites_ready, _queue_ready
	.globl	_scroll_y, _window_y, _vblank_end, _crc, _status
	.globl	s__INITIALIZER, l__INITIALIZER, s__INITIALIZED

_status	= 0xC100
SPRITES	= 0xC000		; 160 bytes, copied to OAM by DMA
QUEUE	= 0xC400		; rows for video memory: quarter of length, high, low, bytes; 0 ends
CRC_HIGH = 0xD0			; page of the checksum table's high bytes; the low bytes follow
STACK	= 0xE000

	;; high RAM: 0xFF80-0xFF8F hold the DMA routine
_vblank_seen = 0xFF90
_current_bank = 0xFF91
_frames	= 0xFF92		; 16 bits
_sprites_ready = 0xFF94
_queue_ready = 0xFF95
_scroll_y = 0xFF96
_window_y = 0xFF97
_vblank_end = 0xFF98		; the line on which the VBlank work ended
_crc	= 0xFF9A		; 16 bits

	.area	_HOME
	.area	_BASE
	.area	_CODE
	.area	_INITIALIZER
	.area	_GSINIT
	.area	_GSFINAL
	.area	_DATA
	.area	_INITIALIZED
	.area	_BSS
	.area	_HEAP

	.area	_HEADER (ABS)
	.org	0x0040
	jp	vblank
	.org	0x0100
	nop
	jp	start
	.db	0xCE, 0xED, 0x66, 0x66	; enough of the logo for mGBA to know a Game Boy file

	.area	_HOME
start:
	di
	ld	sp, #STACK
	ldh	a, (0x40)
	rlca
	jr	nc, 2$			; the screen is off already
1$:	ldh	a, (0x44)
	cp	#145
	jr	nz, 1$
2$:	xor	a
	ldh	(0x40), a
	ldh	(0x26), a		; no sound
	ldh	(0x0F), a
	;; the same memory on every emulator
	ld	hl, #0xC000
	ld	bc, #0x1FF0		; not the stack in use
	call	clear
	ld	hl, #0x8000
	ld	bc, #0x2000
	call	clear
	ld	hl, #0xFE00
	ld	bc, #0x00A0
	call	clear
	ld	hl, #0xFF80
	ld	bc, #0x007F
	call	clear
	ld	hl, #dma
	ld	bc, #0x0A80		; ten bytes to 0xFF80
3$:	ld	a, (hl+)
	ldh	(c), a
	inc	c
	dec	b
	jr	nz, 3$
	ld	a, #2			; the world, in reach of bank 0
	ldh	(_current_bank), a
	ld	(0x2000), a
	ld	bc, #l__INITIALIZER
	ld	hl, #s__INITIALIZER
	ld	de, #s__INITIALIZED
4$:	ld	a, b
	or	c
	jr	z, 5$
	ld	a, (hl+)
	ld	(de), a
	inc	de
	dec	bc
	jr	4$
5$:	ld	a, #0xE4
	ldh	(0x47), a
	ld	a, #0xE0		; sprites: white, dark, black
	ldh	(0x48), a
	ld	a, #0xD0		; people: white, light, black
	ldh	(0x49), a
	ld	a, #144
	ldh	(0x4A), a
	ldh	(_window_y), a
	ld	a, #7
	ldh	(0x4B), a
	ld	a, #1
	ldh	(0xFF), a		; VBlank only
	call	_main
6$:	jr	6$

clear:	xor	a
	ld	(hl+), a
	dec	bc
	ld	a, b
	or	c
	jr	nz, clear
	ret

dma:	ldh	(0x46), a
	ld	a, #40
1$:	dec	a
	jr	nz, 1$
	ret

vblank:	push	af
	push	bc
	push	de
	push	hl
	ldh	a, (_sprites_ready)
	or	a
	jr	z, 1$
	ld	a, #>SPRITES
	call	0xFF80
	xor	a
	ldh	(_sprites_ready), a
1$:	ldh	a, (_queue_ready)
	or	a
	jr	z, 5$
	ld	hl, #QUEUE
2$:	ld	a, (hl+)
	or	a
	jr	z, 4$
	ld	b, a
	ld	a, (hl+)
	ld	d, a
	ld	a, (hl+)
	ld	e, a
3$:	ld	a, (hl+)		; a row never crosses a page, so the low byte is enough
	ld	(de), a
	inc	e
	ld	a, (hl+)
	ld	(de), a
	inc	e
	ld	a, (hl+)
	ld	(de), a
	inc	e
	ld	a, (hl+)
	ld	(de), a
	inc	e
	dec	b
	jr	nz, 3$
	jr	2$
4$:	xor	a
	ldh	(_queue_ready), a
5$:	ldh	a, (_scroll_y)
	ldh	(0x42), a
	ldh	a, (_window_y)
	ldh	(0x4A), a
	ldh	a, (0x44)
	ldh	(_vblank_end), a
	ld	hl, #_frames
	inc	(hl)
	jr	nz, 6$
	inc	hl
	inc	(hl)
6$:	ld	a, #1
	ldh	(_vblank_seen), a
	pop	hl
	pop	de
	pop	bc
	pop	af
	reti

	;; void wait_vblank(void): asleep, which an emulator skips
_wait_vblank:
	xor	a
	ldh	(_vblank_seen), a
1$:	halt
	nop
	ldh	a, (_vblank_seen)
	or	a
	jr	z, 1$
	ret

	;; u8 joypad(void): right left up down A B select start in bits 0 to 7
_joypad:
	ld	a, #0x20
	ldh	(0x00), a
	ldh	a, (0x00)
	ldh	a, (0x00)
	cpl
	and	#0x0F
	ld	b, a
	ld	a, #0x10
	ldh	(0x00), a
	ldh	a, (0x00)
	ldh	a, (0x00)
	ldh	a, (0x00)
	ldh	a, (0x00)
	cpl
	and	#0x0F
	swap	a
	or	b
	ld	b, a
	ld	a, #0x30
	ldh	(0x00), a
	ld	a, b
	ret

	;; void far_copy(void *to /* DE */, const void *from /* BC */, u16 count, u8 bank)
	;; the callee takes count and bank off the stack; no count is 0
_far_copy:
	ldh	a, (_current_bank)
	push	af
	call	reach
1$:	ld	a, (bc)
	ld	(de), a
	inc	bc
	inc	de
	dec	l
	jr	nz, 1$
	dec	h
	jr	nz, 1$
far_end:
	pop	af
	ldh	(_current_bank), a
	ld	(0x2000), a
	pop	hl
	add	sp, #3
	jp	(hl)

	;; void far_string(u8 *to /* DE */, const u8 *from /* BC */, u16 most, u8 bank)
	;; as far_copy, but ends with the first 0 copied
_far_string:
	ldh	a, (_current_bank)
	push	af
	call	reach
1$:	ld	a, (bc)
	ld	(de), a
	or	a
	jr	z, far_end
	inc	bc
	inc	de
	dec	l
	jr	nz, 1$
	dec	h
	jr	nz, 1$
	jr	far_end

	;; switch to the caller's bank; HL: its count, for two nested loops that end at 0
reach:	ldhl	sp, #8
	ld	a, (hl)
	ldh	(_current_bank), a
	ld	(0x2000), a
	ldhl	sp, #6
	ld	a, (hl+)
	ld	h, (hl)
	ld	l, a
	or	a
	ret	z
	inc	h
	ret

	;; void crc_start(void): build the table of CRC-16/CCITT (polynomial 0x1021), start with 0xFFFF
_crc_start:
	ld	hl, #0xD000		; H: high bytes' page, L: index
1$:	ld	b, l			; BC = index << 8
	ld	c, #0
	ld	d, #8
2$:	sla	c
	rl	b
	jr	nc, 3$
	ld	a, b
	xor	#0x10
	ld	b, a
	ld	a, c
	xor	#0x21
	ld	c, a
3$:	dec	d
	jr	nz, 2$
	ld	(hl), b
	inc	h
	ld	(hl), c
	dec	h
	inc	l
	jr	nz, 1$
	ld	a, #0xFF
	ldh	(_crc), a
	ldh	(_crc+1), a
	ret

	;; void crc_pages(u8 first /* A */, u8 count /* E */): take in whole pages of 256 bytes
_crc_pages:
	ld	h, a
	ld	l, #0
	ldh	a, (_crc)
	ld	c, a
	ldh	a, (_crc+1)
	ld	b, a
1$:	push	de
2$:	ld	a, (hl+)
	xor	b
	ld	e, a
	ld	d, #CRC_HIGH
	ld	a, (de)
	xor	c
	ld	b, a
	inc	d
	ld	a, (de)
	ld	c, a
	ld	a, l
	or	a
	jr	nz, 2$
	pop	de
	dec	e
	jr	nz, 1$
	ld	a, c
	ldh	(_crc), a
	ld	a, b
	ldh	(_crc+1), a
	ret
