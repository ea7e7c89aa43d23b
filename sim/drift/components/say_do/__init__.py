"""Does an agent do what it says? Three measures of component 10 (docs/drift.md).

`SayDo`: steps approach the stated target. `StatedGoal`: the stated target is one that it is right to have.
`Expected`: what was predicted happens. What was said is read by fixed words (`words`, `expecting`), never
by a judge; what cannot be read is no opportunity, is counted, and is shown: where less than 95 % can be
read (`Said.share`) the values stand for too little.
"""

from sim.drift.components.say_do.expected import Expected
from sim.drift.components.say_do.said import ENOUGH, Said
from sim.drift.components.say_do.say_do import LONGEST, SayDo
from sim.drift.components.say_do.stated_goal import StatedGoal

__all__ = ["ENOUGH", "LONGEST", "Expected", "Said", "SayDo", "StatedGoal"]
