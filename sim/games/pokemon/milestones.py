"""What the quest of Pokemon Red and Blue is measured by: flags that the game sets once and for all.

They are met in about this order, but none has to be; progress counts how many are. Event flags have the names
that PyBoy's tables give them.
"""

from __future__ import annotations

MILESTONES = (
    "got_starter",
    "got_oaks_parcel",
    "got_pokedex",
    "beat_brock",
    "met_bill",
    "got_ss_ticket",
    "beat_misty",
    "got_hm01",
    "beat_lt_surge",
    "got_hm05",
    "beat_erika",
    "got_poke_flute",
    "got_hm02",
    "beat_silph_co_giovanni",
    "beat_sabrina",
    "beat_koga",
    "got_hm03",
    "got_hm04",
    "beat_blaine",
    "beat_viridian_gym_giovanni",
    "beat_lance",
    "beat_champion_rival",
)
"""Names of event flags, in the order of most walkthroughs."""
