"""What headings, columns and words before a colon announce."""

from __future__ import annotations

ANNOUNCED = """
exits: exits | exit | ways out | ways | doors | paths | leads | routes | connections | neighbours
exits: neighbors | links
things: things | items | contents | objects | contains | thing | has | holds | seen | people | signs | obj
things: objs | stuff | loot | features | inside | item | object | content | what is here | found | in it
things: inventory here | room holds | entities
done: done | deeds | log | finished | completed | deed | actions | did | accomplished
held: inventory | inv | held | bag | in my bag | carrying | holding | backpack | i hold | i carry | pack
held: what i carry | what i have | what i have in my bag | what i hold | what i have in my bag now
held: inventory check | inventory now | bag check | in my bag now | what i am carrying
held: carried | in possession | possessions | equipment | gear | on me | with me
held: hand | hands | in hand | have
blocked: blocked | by | blocked by | obstacle | obstacles | barriers | gates | locks | closed
blocked: still closed | shut | closed exits
needs: needs | opens with | opened with | key needed | requires
visited: visited | seen rooms | rooms seen | searched in vain | explored | start | first room | started at
plan: not done | still to do | todo | to do | pending | remaining | left to do | open tasks | next steps
plan: plan
rules: rules | rule | general rule | the rules | general | general rules
unknown: unknown | unexplored | untried | not tried | open exits | unknown exits | to explore
unknown: not explored | open ends
room: room | rooms | name | place | location | current | where am i | current room | position
room: current location | id
map: map | graph | legend | facts | notes | note | status | what i know | route | path | directions
map: progress | way | key facts | way back
dest: to | leads to | goes to | destination | dest | target
"""
