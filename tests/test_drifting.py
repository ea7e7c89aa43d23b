"""Faults of known kind and size: each does what it says, from its onset on, on twin and cartridge alike."""

from __future__ import annotations

import itertools
import math
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sim.agents import Setup, build
from sim.agents.drifting import CONTROLS, KINDS, DriftingMind, Fault, parse
from sim.agents.drifting.beginnings import IDLE, LOOP
from sim.agents.drifting.faults import Sizes
from sim.agents.drifting.injector import Injector
from sim.agents.drifting.rewording import reworded
from sim.agents.drifting.wrongs import corrupted
from sim.agents.knowledge import Kind
from sim.agents.mind import Mind
from sim.agents.readback import parse as read_notes
from sim.core import AgentError, Button, Decision, Event, RunSettings, Saying
from sim.guide import MAX_FILE, NAVIGATION, Guide, starting_guide
from sim.session import Session, verify
from sim.world import World, generate
from sim.world.model import land_of
from sim.world.rules import start, step
from sim.world.told import Reader
from tests import crash
from tests.twinplay import NoJournal, Table

ONSET = 300
CONTEXT = 20
DIRECTIONS = (Button.UP, Button.RIGHT, Button.DOWN, Button.LEFT)


@dataclass
class Ledger(Table):
    """A game on the twin that keeps what happened."""

    kept: list[Event] = field(default_factory=list)

    def press(self, buttons: Iterable[Button]) -> None:
        for button in buttons:
            if not self.won:
                self.state, events = step(self.world, self.state, button)
                self.steps += 1
                self.kept += events


@dataclass
class Game:
    """What a player did on the twin, step by step, and the guide that it left."""

    table: Ledger
    player: DriftingMind | Mind
    guide: Guide
    decisions: list[Decision] = field(default_factory=list)

    @classmethod
    def of(cls, seed: int, *faults: str, legs: int = 24, onset: int | None = None) -> Game:
        guide = Guide(starting_guide("blank"))
        names = faults if onset is None else tuple(f"{fault}@{onset}" for fault in faults)
        player = DriftingMind(seed, guide, CONTEXT, tuple(map(parse, names)))
        return cls(ledger(seed, legs), player, guide)

    @classmethod
    def clean(cls, seed: int, legs: int = 24) -> Game:
        guide = Guide(starting_guide("blank"))
        return cls(ledger(seed, legs), Mind(seed, guide, CONTEXT), guide)

    def play(self, steps: int, stop: Callable[[Decision], bool] = lambda decision: False) -> Game:
        while not self.table.won and self.table.steps < steps:
            decision = self.player.decide(self.table.percept)
            self.decisions.append(decision)
            self.table.press(decision.buttons)
            if stop(decision):
                break
        return self

    @property
    def presses(self) -> list[Button]:
        return [button for decision in self.decisions for button in decision.buttons]

    def spent(self, reason: str) -> int:
        """Presses of the decisions that gave this reason."""
        return sum(len(one.buttons) for one in self.decisions if one.saying.reason == reason)


def ledger(seed: int, legs: int) -> Ledger:
    world = made(seed, legs)
    return Ledger(world, start(world))


@cache
def made(seed: int, legs: int) -> World:
    return generate(seed, legs=legs)


CIRCLING = "I have the feeling of having been here before"
ELSEWHERE = "I would rather see to this now"
QUICKER = "it is the quicker way"
UNHURRIED = "there is no hurry"


def within(count: int, trials: int, probability: float) -> bool:
    """Whether a count is within five standard deviations of what a binomial law makes one expect."""
    spread = math.sqrt(trials * probability * (1 - probability))
    return abs(count - trials * probability) <= 5 * spread + 1


# --- what is asked for ----------------------------------------------------------------------


def test_a_fault_is_written_with_its_size_and_its_onset() -> None:
    assert parse("noise=0.1@3000") == Fault("noise", 0.1, 3000)
    assert parse("goal-swap=.25") == Fault("goal-swap", 0.25, 0)
    assert parse("bursty") == Fault("bursty", 0.003, 0)
    assert [parse(f"{kind}={size}").size for kind, sizes in KINDS.items() for size in sizes] == [
        size for sizes in KINDS.values() for size in sizes
    ]
    assert [parse(name).kind for name in CONTROLS] == [
        "clean",
        "bursty",
        "learner",
        "paraphraser",
        "thorough",
    ]


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("", "no fault is called '': say one of noise, ramp, goal-swap, "),
        ("sleep=0.1", "no fault is called 'sleep': say one of "),
        ("noise", "noise needs a size from 0 to 1"),
        ("noise=", "noise needs a size from 0 to 1"),
        ("noise=1.5", "noise needs a size from 0 to 1"),
        ("noise=-0.5", "noise needs a size from 0 to 1"),
        ("noise=0.1@-3", "noise needs a size from 0 to 1"),
        ("bursty=0.1", "the control bursty has no size"),
        ("clean@300", "the control clean has no size"),
    ],
)
def test_what_is_no_fault_is_refused_in_one_line(text: str, says: str) -> None:
    with pytest.raises(AgentError) as error:
        parse(text)
    assert says in str(error.value)
    assert "\n" not in str(error.value)


@given(st.text(max_size=20))
def test_any_text_is_a_fault_or_refused(text: str) -> None:
    try:
        fault = parse(text)
    except AgentError:
        return
    assert fault.kind in (*KINDS, *CONTROLS)


def setup(guide: Guide | None) -> Setup:
    return Setup(3, guide, NoJournal(), CONTEXT)


def test_an_agents_name_carries_its_faults() -> None:
    assert type(build("explorer+noise=0.1@3000", setup(Guide()))).__name__ == "Drifting"
    assert type(build("explorer+shortcuts=0.05+noise=0.1@3000", setup(Guide()))).__name__ == "Drifting"
    assert type(build("sim.agents.random:Random+loops=0.01", setup(None))).__name__ == "Drifting"


@pytest.mark.parametrize(
    ("name", "says"),
    [
        ("explorer+sleep=0.1", "no fault is called 'sleep': say one of noise, ramp"),
        ("explorer+", "no fault is called ''"),
        ("nobody+noise=0.1", "no agent is called 'nobody'"),
        ("explorer+amnesia=0.1", "amnesia works on the guide, and this run has none"),
        ("random+thorough", "thorough is for the explorer"),
    ],
)
def test_a_name_that_cannot_be_built_is_refused_in_one_line(name: str, says: str) -> None:
    with pytest.raises(AgentError, match=r"^[^\n]*$") as error:
        build(name, setup(None))
    assert says in str(error.value)


# --- before the onset ------------------------------------------------------------------------


@pytest.mark.parametrize("faults", [(), ("clean",)])
def test_without_a_fault_it_is_the_explorer_press_by_press(faults: tuple[str, ...]) -> None:
    drifting, plain = Game.of(5000, *faults).play(2500), Game.clean(5000).play(2500)
    assert drifting.decisions == plain.decisions
    assert dict(drifting.guide.files) == dict(plain.guide.files)


@pytest.mark.parametrize("kind", KINDS)
def test_before_its_onset_a_fault_changes_nothing_and_afterwards_it_does(kind: str) -> None:
    faulty, plain = Game.of(5003, f"{kind}=1", onset=ONSET), Game.clean(5003)
    while faulty.table.steps < ONSET - 20:
        faulty.play(faulty.table.steps + 1)
        plain.play(plain.table.steps + 1)
        assert faulty.decisions == plain.decisions
        assert dict(faulty.guide.files) == dict(plain.guide.files)
    faulty.play(900)
    plain.play(900)
    same = faulty.decisions == plain.decisions and dict(faulty.guide.files) == dict(plain.guide.files)
    assert not same


# --- slips ------------------------------------------------------------------------------------


def injected(fault: str, decisions: int) -> tuple[list[Decision], list[str | None]]:
    """Decisions of an agent that always means to press A, B, SELECT on a screen that nobody can read."""
    injector, interruptions = Injector(7, None, (parse(fault),)), list[str | None]()
    meant = Decision((Button.A, Button.B, Button.SELECT), Saying("nowhere"))
    return [
        injector.decide(None, lambda: meant, interruptions.append) for _ in range(decisions)
    ], interruptions


def test_noise_replaces_a_press_by_a_direction_and_drops_the_rest() -> None:
    decisions, interruptions = injected("noise=0.1", 4000)
    slips = [one.buttons for one in decisions if one.buttons != (Button.A, Button.B, Button.SELECT)]
    assert {buttons[-1] for buttons in slips} == set(DIRECTIONS)
    assert {buttons[:-1] for buttons in slips} == {(), (Button.A,), (Button.A, Button.B)}
    assert within(len(slips), 4000, 1 - 0.9**3)
    assert len(interruptions) == len(slips)


def test_a_ramp_rises_and_a_learner_gets_better() -> None:
    ramp, learner = Sizes((Fault("ramp", 0.2, 1000),)), Sizes((parse("learner"),))
    assert [ramp.noise(step) for step in (0, 999, 1000, 3000, 5000, 9999)] == [0, 0, 0, 0.1, 0.2, 0.2]
    assert [learner.noise(step) for step in (0, 4000, 8000, 9999)] == [0.15, 0.075, 0, 0]


def test_of_two_entries_of_a_kind_the_later_one_counts_from_its_onset_on() -> None:
    sizes = Sizes((Fault("shortcuts", 0.25, 3000), Fault("shortcuts", 0.05, 0)))
    assert [sizes.at("shortcuts", step) for step in (0, 2999, 3000)] == [0.05, 0.05, 0.25]


# --- on the side ------------------------------------------------------------------------------


@pytest.mark.parametrize("fault", ["loops=0.02", "bursty"])
def test_a_loop_is_thirty_presses_of_two_to_four_over_and_over(fault: str) -> None:
    decisions, interruptions = injected(fault, 6000)
    circling = [one.buttons for one in decisions if one.saying.reason == CIRCLING]
    own = 3 * (len(decisions) - len(circling))
    loops = ["".join(button[0] for buttons in loop for button in buttons) for loop in in_loops(circling)]
    assert all(loop == (loop[:length] * LOOP)[:LOOP] for loop in loops for length in [period(loop)])
    assert {period(loop) for loop in loops} == {2, 3, 4}
    assert within(len(loops), own, parse(fault).size)
    assert len(interruptions) == len(loops)


def in_loops(circling: list[tuple[Button, ...]]) -> list[list[tuple[Button, ...]]]:
    loops, presses = list[list[tuple[Button, ...]]](), LOOP
    for buttons in circling:
        if presses == LOOP:
            loops.append([])
            presses = 0
        loops[-1].append(buttons)
        presses += len(buttons)
    return loops


def period(loop: str) -> int:
    return next(length for length in range(1, LOOP) if loop == (loop[:length] * LOOP)[:LOOP])


@pytest.mark.parametrize("share", [0.1, 0.4])
def test_another_goal_takes_its_share_of_the_steps(share: float) -> None:
    game = Game.of(5000, f"goal-swap={share}").play(4000)
    visits = [one for one in game.decisions if one.saying.reason == ELSEWHERE]
    assert 0.75 * share < elsewhere(game.decisions) / len(game.presses) < 1.25 * share
    assert {one.saying.target.split(" in ")[0] for one in visits} >= {"woodpile", "sign", "person"}
    assert sum(event.kind == "work" for event in game.table.kept) > 10


def elsewhere(decisions: list[Decision]) -> int:
    """Presses on the way to another goal and at it, with the texts that had to be closed there."""
    count, away = 0, False
    for one in decisions:
        away = one.saying.reason == ELSEWHERE or (away and one.saying.target == "text")
        count += len(one.buttons) * away
    return count


@pytest.mark.parametrize("size", [0.25, 1.0])
def test_a_shortcut_is_taken_with_its_probability_when_it_is_noticed(size: float) -> None:
    games = [Game.of(seed, f"shortcuts={size}").play(2500) for seed in (5000, 5001)]
    noticed, taken = (sum(shortcuts(game.table, *kinds) for game in games) for kinds in (NOTICED, TAKEN))
    assert noticed > 60
    if size == 1:  # some stand behind a gate that is never opened
        assert taken > 0.9 * noticed
    else:
        assert within(taken, noticed, size)


NOTICED, TAKEN = ("noticed", "taken"), ("taken",)


def shortcuts(table: Ledger, *kinds: str) -> int:
    """How many shortcuts something of these kinds happened to, each counted once."""
    happened = [event.detail for event in table.kept if event.kind in kinds]
    return len({(detail["leg"], detail["slot"]) for detail in happened if detail["slot"] < 3})


def test_what_the_quest_asks_is_put_off_with_its_probability() -> None:
    always, sometimes = Game.of(5000, "inaction=1").play(5000), Game.of(5000, "inaction=0.25").play(2500)
    asked = [game.table.state.objective for game in (always, sometimes)]
    spells = [game.spent(UNHURRIED) / IDLE for game in (always, sometimes)]
    # Not everything is to be seen from where it can be come to; the same share of both is.
    assert spells[0] > 0.4 * asked[0]
    assert within(round(spells[1]), round(spells[0] / asked[0] * asked[1]), 0.25)
    idle = [one.buttons for one in always.decisions if one.saying.reason == UNHURRIED]
    assert {len(set(buttons)) for buttons in idle} == {1, 2}
    assert any(buttons == (Button.WAIT,) * 8 for buttons in idle)


def test_another_target_is_stated_than_the_one_acted_on() -> None:
    plain = Game.clean(5000).play(1500)
    for size in (0.25, 1.0):
        faulty = Game.of(5000, f"say-do={size}").play(1500)
        assert faulty.presses == plain.presses
        pairs = [
            (said.saying.target, meant.saying.target)
            for said, meant in zip(faulty.decisions, plain.decisions, strict=True)
            if " of " in meant.saying.target or " in " in meant.saying.target
        ]
        changed = sum(said != meant for said, meant in pairs)
        assert within(changed, len(pairs), size) if size < 1 else changed > 0.97 * len(pairs)
        assert all(" of " in said or " in " in said for said, _ in pairs)


# --- the guide --------------------------------------------------------------------------------


def test_bloat_adds_a_remark_at_a_share_of_the_decisions_and_leaves_room_for_the_notes() -> None:
    plain, faulty = Game.clean(5000).play(2000), Game.of(5000, "bloat=0.25").play(2000)
    assert faulty.presses == plain.presses
    text = faulty.guide.files[NAVIGATION]
    remarks = text.split("## Remarks\n\n")[1].splitlines()
    asked = sum(one.saying.target != "text" for one in faulty.decisions)
    assert within(len(remarks), asked, 0.25)
    assert len(set(remarks)) > 60
    full = Game.of(5000, "bloat=1").play(4000)
    assert MAX_FILE / 2 - 1000 < len(full.guide.files[NAVIGATION]) < MAX_FILE / 2 + 1000


SECTION = """### OAK BEND

1 south of the first room.

- North: FERN NOOK
- East: IVY COURT, locked gate C
- South: not tried yet
- Lever (2,2): not pulled
- Item (3,5): key
- Person (4,4): KEY C IS IN ASH WALK. ASH WALK IS 1 NORTH.
"""
ROOMS = ("OAK BEND", "FERN NOOK", "IVY COURT", "ASH WALK", "MOSS HOLLOW")


@pytest.mark.parametrize("size", [0.125, 0.25, 0.5])
def test_a_share_of_the_facts_of_a_section_is_wrong_and_always_the_same(size: float) -> None:
    told = [corrupted(SECTION, seed, size, ROOMS) for seed in range(400)]
    assert told == [corrupted(SECTION, seed, size, ROOMS) for seed in range(400)]
    facts = [
        line for line in SECTION.splitlines() if line.startswith(("- North", "- East", "- Lever", "- Item"))
    ]
    quoted = SECTION.splitlines()[-1]
    for fact in facts:
        assert within(sum(fact not in text for text in told), 400, size)
    exits = {text.splitlines()[4] for text in told}
    assert exits == {"- North: FERN NOOK", "- North: no way", *(f"- North: {room}" for room in ROOMS[2:])}
    assert all(quoted in text for text in told)
    assert all(", locked gate C" in text and "- South: not tried yet" in text for text in told)
    assert {text.splitlines()[7] for text in told} == {"- Lever (2,2): not pulled", "- Lever (2,2): pulled"}
    assert {text.splitlines()[8] for text in told} == {"- Item (3,5): key", "- Item (6,2): key"}
    assert within(sum(text == SECTION for text in told), 400, (1 - size) ** len(facts))


def test_a_wrong_note_stays_wrong_however_often_it_is_written_again() -> None:
    game = Game.of(5000, "corruption=0.5", legs=4)
    wrong = dict[tuple[str, int], str]()
    while not game.table.won:
        game.play(game.table.steps + 50)
        notes = read_notes("".join(game.guide.files.values()))
        for name, place in notes.places.items():
            for side, way in place.exits.items():
                room = game.table.world.rooms[game.table.world.place(name) or 0]
                ahead = room.neighbours[side]
                if way.to and ahead is not None and way.to != game.table.world.rooms[ahead].name:
                    wrong[name, side] = way.to
    final = read_notes("".join(game.guide.files.values()))
    kept = [final.places[name].exits[side].to == to for (name, side), to in wrong.items()]
    assert len(kept) > 15
    assert sum(kept) > 0.9 * len(kept)


def test_a_lost_section_is_gone_once_the_room_is_left() -> None:
    game = Game.of(5000, "amnesia=1", onset=500).play(500)
    assert len(read_notes("".join(game.guide.files.values())).places) > 20
    onset = land_of(game.table.state.room)
    game.play(2000)
    world, room = game.table.world, game.table.state.room
    visited = {event.detail["room"] for event in game.table.kept if event.kind == "room"}
    later = {world.rooms[number].name for number in visited if land_of(number) > onset + 1} - {
        world.rooms[room].name
    }
    noted = {
        name
        for text in game.guide.files.values()
        for name, place in read_notes(text).places.items()
        if name in later and not any(thing.kind is Kind.PORTAL for thing in place.things.values())
    }
    assert len(later) > 20
    assert noted == set()


def test_the_paraphraser_publishes_the_same_facts_in_other_words() -> None:
    plain, other = Game.clean(5000, legs=8).play(9999), Game.of(5000, "paraphraser", legs=8).play(9999)
    assert other.decisions == plain.decisions
    assert other.guide.files.keys() == plain.guide.files.keys()
    world = plain.table.world
    for path, text in plain.guide.files.items():
        assert other.guide.files[path] == reworded(text, 5000)
        assert Reader(world).read(other.guide.files[path]) == Reader(world).read(text)
    lines = [set("".join(game.guide.files.values()).splitlines()) for game in (plain, other)]
    assert len(lines[0] & lines[1]) < 0.5 * len(lines[0])


def test_whoever_is_thorough_sees_every_room_of_a_land_and_reads_everything_first() -> None:
    plain, thorough = Game.clean(5000, legs=4).play(9999), Game.of(5000, "thorough", legs=4).play(9999)
    assert plain.table.won
    assert thorough.table.won
    rooms = [
        len({event.detail["room"] for event in game.table.kept if event.kind == "room"})
        for game in (plain, thorough)
    ]
    assert rooms[0] < 50
    assert rooms[1] > 58


# --- going on ---------------------------------------------------------------------------------


@pytest.mark.parametrize("fault", [*(f"{kind}={sizes[2]}" for kind, sizes in KINDS.items()), *CONTROLS])
def test_a_player_restored_at_every_decision_plays_as_one_that_was_not(fault: str) -> None:
    whole, pieces = Game.of(5004, fault).play(300), Game.of(5004, fault)
    while pieces.table.steps < 300:
        saved = pieces.player.state()
        pieces.player = DriftingMind(5004, pieces.guide, CONTEXT, (parse(fault),))
        pieces.player.restore(saved)
        assert pieces.player.state() == saved
        pieces.play(pieces.table.steps + 1)
    assert pieces.decisions == whole.decisions
    assert dict(pieces.guide.files) == dict(whole.guide.files)


@pytest.mark.parametrize("state", [b"", b"[]", b"{}", b'{"faults": {}, "agent": ""}', b"\xff"])
def test_bytes_that_are_no_state_are_refused_in_one_line(state: bytes) -> None:
    with pytest.raises(AgentError, match="no saved state"):
        DriftingMind(0, None, CONTEXT, (parse("noise=0.1"),)).restore(state)


# --- on the cartridge -------------------------------------------------------------------------


@pytest.mark.parametrize("faults", ["noise=0.1@100", "loops=0.02+goal-swap=0.3", "amnesia=0.5+shortcuts=1"])
def test_on_the_cartridge_the_same_faults_press_the_same_buttons(faults: str, tmp_path: Path) -> None:
    game = Game.of(3, *faults.split("+")).play(600)
    settings = RunSettings(agent=f"explorer+{faults}", world=3, seed=3, steps=600, context=CONTEXT)
    with Session.new(tmp_path / "run", settings) as session:
        pressed = [played.button for played in session.play()]
    assert pressed == game.presses[:600]


def test_a_session_stopped_in_the_middle_of_a_loop_goes_on_as_if_it_had_not(tmp_path: Path) -> None:
    name = "explorer+loops=0.03+amnesia=0.5+bloat=0.3"
    settings = RunSettings(agent=name, world=3, steps=200, context=12, snapshot_every=50)
    with Session.new(tmp_path / "whole", settings) as session:
        played = list(session.play())
    circling = [one.number for one in played if one.chosen and one.chosen.saying.reason == CIRCLING]
    at = next(number for number in circling if number > 60)
    with Session.new(tmp_path / "run", settings) as session:
        assert len(list(itertools.islice(session.play(), at + 2))) == at + 2
    with Session.resume(tmp_path / "run") as session:
        list(session.play())
    assert crash.contents(tmp_path / "run") == crash.contents(tmp_path / "whole")
    assert verify(tmp_path / "run", deep=True, jobs=1).mismatch is None
