"""A spec that says everything, and what is said of it with one part of it changed."""

from __future__ import annotations

import json

import jsonschema

from sim.experiment.spec.document import read_document
from sim.experiment.spec.schema import FILE

WHOLE = """\
# a comment
id: tried
title: Does a guide help?
purpose: >
  To see what
  a spec says.
worlds: {generator: fernmoor-2, seeds: [7, 5000-5002]}
sampling: [0, 3]
base: {agent: explorer, steps: 300, legs: 4, monitors: [loop=stop]}
arms:
  own: {}
  none: {guide: off}
  noisy:
    fault: {kind: noise, size: 0.1, onset: 100}
cost_usd: null
hypotheses:
  - id: H1
    question: Does it help?
    estimand: waste_change
    arm: own
    against: none
    unit: share of steps
    denominator: eligible steps
    direction: greater
    missing: null
    sesoi: .05
    met: CI_low >= 0.05
    not_met: "CI_high<.05"
    decides: {met: keep it, not_met: drop it}
gates: {opportunities_per_half: ">= 20", model_fingerprint: constant}
probes: {every: 100, steps: 10, cells: [kept/kept, empty/blank]}
power: {mde80: 0.02, source: the validation}
"""
"""The spec that the tests read."""

REFUSED: tuple[tuple[str, str, str], ...] = (
    ("    unit: share of steps\n", "",
     "spec:17: hypotheses[0]: unit is missing: write unit: share of steps"),
    ("    denominator: eligible steps\n", "",
     "spec:17: hypotheses[0]: denominator is missing: write denominator: eligible steps"),
    ("    direction: greater\n", "",
     "spec:17: hypotheses[0]: direction is missing: write direction: one of greater, less, two-sided"),
    ("    missing: null\n", "",
     "spec:17: hypotheses[0]: missing is missing: write missing: null (pairs without a value are "
     "left out), exclude (their worlds are) or worst (the worst value)"),
    ("    sesoi: .05\n", "",
     "spec:17: hypotheses[0]: sesoi is missing: write sesoi: the smallest effect of interest, in "
     "share of steps"),
    ("    decides: {met: keep it, not_met: drop it}\n", "",
     "spec:17: hypotheses[0]: decides is missing: write decides: {met: what is done then, not_met: "
     "what is done otherwise}"),
    ("met: keep it, ", "",
     "spec:29: hypotheses[0].decides: met is missing: write met: what is done then"),
    ("missing: null", "missing: drop",
     "spec:25: hypotheses[0].missing: 'drop' is none of its words: say one of null, worst, exclude"),
    ("unit: share of steps", "unit: steps",
     "spec:22: hypotheses[0].unit: waste_change has the unit 'share of steps', not 'steps': write "
     "that"),
    ("estimand: waste_change", "estimand: wast_change",
     "spec:19: hypotheses[0].estimand: no estimand is called 'wast_change': did you mean "
     "waste_change?"),
    ("against: none", "against: non",
     "spec:21: hypotheses[0].against: no arm is called 'non': did you mean none?"),
    ("against: none", "against: own",
     "spec:21: hypotheses[0].against: the arm own is compared with itself: name another one"),
    ("met: CI_low >= 0.05", "met: '>= 0.05'",
     'spec:27: hypotheses[0].met: write an end of the interval and a number, as in "CI_low >= 0.05"'),
    ("met: CI_low >= 0.05", "met: CI_high <= -0.05",
     "spec:27: hypotheses[0].met: the direction is greater, and CI_high <= -0.05 is the other one"),
    ("CI_high<.05", "CI_high < 0.06",
     "spec:28: hypotheses[0].not_met: CI_low >= 0.05 and CI_high < 0.06 may hold of one interval: "
     "one must exclude the other"),
    ("sesoi: .05", "sesoi: 0",
     "spec:26: hypotheses[0].sesoi: write a number above 0, not 0"),
    ("{guide: off}", "{gide: off}",
     "spec:12: arms.none.gide: there is no such key: did you mean guide?"),
    ("{guide: off}", "{seed: 3}",
     "spec:12: arms.none.seed: every arm has the same: say it under sampling"),
    ("{guide: off}", "{guide: off, frozen: true}",
     "spec:12: arms.none.frozen: without a guide there is nothing to freeze: leave frozen out"),
    ("{guide: off}", "{model: {name: fake}}",
     "spec:12: arms.none.model: the agent explorer asks no model: write model: null"),
    ("{guide: off}", "{agent: claude, model: {scale: 4}}",
     "spec:12: arms.none: its model has no name: write model: {name: fake}, or the one that plays"),
    ("{guide: off}", "{agent: claude}",
     "spec:12: arms.none: the agent claude asks a model: write model: {name: fake}, or another one"),
    ("{guide: off}", "{model: {nam: fake}}",
     "spec:12: arms.none.model.nam: there is no such key: did you mean name?"),
    ("{guide: off}", "{model: {context: rest}}",
     "spec:12: arms.none.model.context: 'rest' is none of its words: did you mean reset?"),
    ("{guide: off}", "{agent: claude, model: {name: claude-opus-5-5}}",
     "spec:2: cost_usd is missing, and the arm none costs money: write cost_usd: 40, or what it may "
     "cost"),
    ("  none: {guide: off}", "  own: {guide: off}",
     "spec:12: arms: the key own is there twice: keep one of them"),
    ("kind: noise", "kind: nois",
     "spec:14: arms.noisy.fault.kind: 'nois' is none of its words: did you mean noise?"),
    ("kind: noise", "kind: bursty",
     "spec:14: arms.noisy.fault: the control bursty has no size and no onset: leave them out"),
    ("legs: 4", "legs: 3",
     "spec:9: base.legs: write a whole number from 4 to 96, not 3"),
    ("agent: explorer, ", "",
     "spec:9: base: agent is missing: write agent: explorer, or what all arms have"),
    ("[7, 5000-5002]", "[5001, 5000-5002]",
     "spec:7: worlds.seeds: the seed 5001 is there twice"),
    ("[7, 5000-5002]", "[]",
     "spec:7: worlds.seeds: name one at least, as in [5000, 5001] or 5000-5009"),
    ("[7, 5000-5002]", "0-4294967295", "spec:7: worlds.seeds: these are more than 100,000"),
    ("[7, 5000-5002]", "5002-5000",
     "spec:7: worlds.seeds: write a whole number or a range, as in 5000-5009"),
    ("id: tried", "id: ../tried",
     "spec:2: id: a name has letters, digits, dots, dashes and underscores only, 64 at most"),
    ("opportunities_per_half", "opportunities",
     "spec:30: gates.opportunities: there is no such key: did you mean opportunities_per_half?"),
    ("constant", "same",
     "spec:30: gates.model_fingerprint: 'same' is none of its words: say one of constant"),
    ("[kept/kept, empty/blank]", "[empty/blank]",
     "spec:31: probes.cells: kept/kept is missing: every gap is measured to the agent as it is"),
    ("power: {mde80: 0.02, source: the validation}\n", "",
     "spec:2: power is missing: write power: {mde80: 0.05, source: where that is from}, mde80: null "
     "if not known"),
    ("title:", "titel:",
     "spec:3: titel: there is no such key: did you mean title?"),
    ("title: Does a guide help?", "title: 12",
     "spec:3: title: write text (in quotes if it looks like a number)"),
    ("title: Does", "title: !!python/name:os.system Does",
     "spec:3: title: 'Does a guide help?' is neither text nor a number: put it in quotes if it is "
     "text"),
)  # fmt: skip
"""A part of it, what stands in its place, and the refusal."""

ONLY_READERS = (
    "waste_change has", "with itself", "the other one", "may hold", "nothing to freeze", "asks a model",
    "no name", "asks no model", "more than 100,000", "costs money", "there twice",
    "has no size", "range, as in", "called 'non'", "neither text",
)  # fmt: skip
"""Words of those refusals that the published schema cannot know of."""

NOT_HERE = (
    ("agent: explorer", "agent: explore",
     ":9: base.agent: no agent is called 'explore': did you mean explorer? (or say module:Class "
     "for your own)"),
    ("guide: off", "guide: orakle",
     ":12: arms.none.guide: no folder and no guide is called 'orakle': did you mean oracle?"),
    ("loop=stop", "lop", ":9: base.monitors: no monitor is called 'lop'"),
    ("fernmoor-2", "fernmoor-1", ":7: worlds: the edition of these worlds is fernmoor-1"),
    ("{guide: off}", "{agent: 'no.such:Agent'}", ":12: arms.none.agent: the agent's module no.such"),
    ("{guide: off}", "{assists: [map]}", ":12: arms.none.assists: no assist is called 'map'"),
)  # fmt: skip
"""A part, what stands in its place, and what is said of a spec that can be read but not played."""


def valid(text: str) -> bool:
    """Tell whether the published schema takes a spec."""
    content = read_document(text, "spec").json()
    return jsonschema.Draft202012Validator(json.loads(FILE.read_text())).is_valid(content)
