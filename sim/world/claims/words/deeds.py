"""Words of what was done."""

from __future__ import annotations

DEEDS = """
DID pulled: pulled | pull | yanked | flipped | pulling | threw | pulled already | already pulled | flicked
DID pulled: has been pulled | tugged | heaved | hauled | cranked | pulled down | pulled it | yanked it
DID pulled: pull it | yank | operated | threw it | gave it a pull | gave it a tug | gave it a yank
DID pulled: gave a pull | have pulled | pulls | yanks | tug | pulled on | actuated | flipped it
DID pulled: threw the switch | have pull | have pulled it | have pull it | been pulled
DID pulled: was pulled | is pulled | switched
DID pulled: switched it | flick | flip | toggled it | pushed it | pushed it down | pulled him
DID pulled: pushed him
DID took: carried | took | taken | take | got | grabbed | picked up | pick up | picked | collected
DID took: collect | fetched | get | i have it | i have it now | have it | in hand | in my bag | have it now
DID took: taking | holding | carried off | picked it up | took it | looted | i already hold | in my hand
DID took: in bag | got it | grab | obtained | gave me | received | have it with me | now mine | acquired
DID took: gave us | handed me | given to me | i hold | in my hands | carry | carrying | i carry | i have
DID took: was given | i now have | in inventory | gives me | gives | pocketed | with me | now in bag
DID took: carried it off | took away | took it away | carried away | carried it away | snagged | nabbed
DID took: swiped | pinched | scooped up | bagged | secured | retrieved | recovered | gathered
DID took: helped myself to | appropriated | made off with | snatched | lifted up | collected it
DID took: grabbed it | fetched it | got hold of | came away with | relieved it of | pouched | stowed
DID took: packed | picked this up | picked that up | already collected | already taken | am carrying
DID took: on me | in my pocket | in my pack | in the bag | in my backpack | took hold of | obtained it
DID took: acquired it | found and took | took possession of | collected already | taken already
DID took: now in my bag | bought | on my person | in my possession | have take | have took | have taken
DID took: has taken | have picked | have picked up | have got the | looted it | yoinked | yoink | scored
DID took: copped | took the liberty of taking | removed from | took with me | took along | brought away
DID took: brought with me | carried off with me | extracted | collected from | lifted from | confiscated
DID took: seized | acquired from | bagged up | snag | nab | swipe | have collected | has collected
DID took: have grabbed | was collected | been collected | been taken | was taken | is taken
DID took: been picked up | was picked up | been removed | been grabbed | is in hand | is mine
DID took: is with me | is in my bag | is in my pocket | is in my inventory | in my inventory
DID took: gave to me | has given me | was handed | was handed the | already have it | have already
DID took: i got | i have got | i got the | taken from | have i | took him | took her | took them
DID took: my bag holds | my bag contains | my bag has | my pack holds | my pack contains
DID took: my pockets hold | my pocket holds | i am in possession of | am in possession of
DID took: in possession of | i am carrying | taked | getted | in my keeping | i possess
DID talked: talked | talk | talked to | talked with | spoke | spoken | spoke to | spoken to | spoke with
DID talked: talking to | speak | had a chat with | had a chat | had a word with | chat with | had a word
DID talked: exchanged words with | already spoken to | chatted with | talk to | speak to | had a talk with
DID talked: spoken with | already talked to | talk with | chatted | conversed | conversed with
DID talked: interviewed | had words with | talked at length | had talk with | have talk with
DID talked: have talked | have talked with | have talked to | chat to | chatted to | chatting
DID talked: chatting with | chatting to | had a conversation | had a conversation with
DID talked: held a conversation with | consulted | exchanged words | conversation had | spoke at length
DID talked: have spoken | have spoken to | have spoken with | interacted with the person | talks to
DID talked: passed the time of day with | paid a visit to | addressed | heard out | listened to
DID talked: a talk with | a chat with | a word with | have talk | have spoke | spoke already
DID talked: talked already | been talked to | was talked to | been spoken to | was spoken to
DID talked: interrogated | questioned | had a natter | nattered | gabbed | yapped | yapped at
DID talked: conferred | conferred with | talked things over | engaged in conversation
DID talked: made conversation | made the acquaintance of | had speech | entered into conversation
DID talked: exchanged greetings | parleyed | discoursed | dialogue completed | dialog completed
DID talked: dialogue done | spoke a while | chatted up | had a word already | spoke him | talked him
DID talked: spoke to him | spoke with him | spoke with her | spoke to her | talked to him
DID talked: talked to her | talked with him | talked with her | speaked | speaked with | speaked to
DID talked: have speaked | have speaked with | talked with them | spoke with them
DID reported: reported | report | reporting | handed in the report | made my report | reported in
DID reported: made report | filed the report | filed my report | checked in | signed in | gave my report
DID reported: gave the report | made a report | made the report | report made | filed a report
DID reported: handed in my report | delivered my report | delivered the report | submitted the report
DID reported: submitted my report | submitted a report | report filed | turned in my report
DID reported: turned in the report | report delivered | reports | report done | submitted report
DID reported: have report | have reported | reported it | reported here | reported there | reported to
DID reported: reported at | checked in at | lodged my report | lodged a report | lodged the report
DID reported: tendered my report | tendered | rendered my report | presented my report
DID reported: presented myself | reporting done | reporting completed | did my report | did the report
DID reported: did report | gave report | make report
DID opened: opened | unlocked | broken | broke | bridged | crossed | lit | cleared | smashed | open now
DID opened: is open | stands open | opened it | is open now | shattered | swam | lit up | crossing | unlock
DID opened: break | rafted | already open | are open | was opened | opened already | is now open | now open
DID opened: is gone now | already opened | smashed up | crushed | used here | no longer dark | is up
DID opened: raised | went up | broke up | destroyed | lifted | removed | unbarred | light | undid
DID opened: cleared away | blasted | hammered | broke through | broke open | ferried | floated across
DID opened: paddled across | sailed across | have open | got open | forced | forced open | swung open
DID opened: knocked down | demolished | pried open | prised open | is unlocked | been unlocked
DID opened: been opened | been broken | been crossed | been lit | been bridged | has been opened
DID opened: was unlocked | was broken | was crossed | was lit | was bridged | has been unlocked
DID opened: has been broken | has been crossed | has been lit | has been bridged | no longer blocks
DID opened: no longer bars | no longer in the way | no longer stands in the way | no longer locked
DID opened: no longer blocked | not locked anymore | now lit | is lit | is history | is broken
DID opened: now unlocked | now broken | opens now | have opened | have unlocked | have broken
DID opened: have crossed | have lit | pulverised | pulverized | wrecked | busted | got past
DID opened: gotten past | got through | dealt with it | made passable | is passable now | now passable
DID opened: illuminated | dispelled | popped open | cracked open | bashed | split | opens up now
DID opened: passed over | pounded | is down | is down now | went down | lowered | came down
DID opened: has come down | has gone down | is raised | opened up | did open | have break | have broke
DID opened: have light | been opened up | bust open | busted open | bust | unbolted | has opened
DID opened: has been cleared | disposed of | did away with | put paid to | put a light to
DID opened: brought light to | brought light into | lit the | swam across | rafted across | rafted over
DID opened: crossed over | crossed on the raft | was rafted | broken up | breached | unlatched
DID opened: threw open | stands ajar | stands unlocked | stands wide open | wide open | lies open
DID opened: lay open | lies in pieces | in pieces | is rubble | now rubble | reduced to rubble
DID opened: smashed to bits | smashed it | broke it | opened it up | unlocked it | crossed it | lit it
DID opened: cleared it | split it | is now passable | gone for good | is gone for good
DID opened: is out of the way | out of the way now | has been dealt with | has been removed | has lifted
DID opened: has risen | has dropped | has fallen | is retracted | is up now
DID opened: is lowered | lowered now | smashed through | went through the | broke him | open him
DID opened: opened him | breaked | openned | have breaked | crossed by | was crossed by
DID delivered: delivered | deliver | handed over | gave | handed in | handed | delivering | given | brought
DID delivered: hand over | dropped off | was handed over | turned in | handed it over | surrendered
DID delivered: presented | passed over to | gave away | gave it | delivered it | have delivered
DID delivered: has been delivered | been delivered | handed it | gave it to | gave back | dropped it off
DID delivered: handed off | handing over | placed in the hands of | made over | turned it in
DID delivered: brought it to | have give | have given | have deliver | gave over | have handed
DID delivered: have handed over | handed in the | delivered already | delivered safely | gave up
DID delivered: relinquished | consigned | brought the | passed on | conveyed | hand delivered
DID delivered: yielded up | entrusted | remitted | dropped it with | left it with | bestowed
DID delivered: was delivered | been handed over
DID touched: touched | touch | touching | pressed | tapped | laid a hand on | laid hands on
DID touched: laid my hand on | put my hand on | put a hand on | placed a hand on | brushed | poked
DID touched: patted | touched it | have touched | stroked | tapped on | tapped it | pressed it
DID touched: placed my hand on | felt | rubbed | has been touched | been touched | touches | tagged
DID touched: booped | been pressed | was pressed | was touched | reached out and touched | prodded
DID touched: drank from | looked into | have touch | did touch | contacted | made contact with
DID touched: laid my palm on | palmed | laid fingers on | fingered | been tapped | was tapped
DID touched: high fived | slapped | gave it a touch | gave it a tap | gave it a pat | gave it a poke
DID touched: touched already | touched once | has felt my hand | touched him | touch it | touch him
ONCE -: done | used | complete | completed | finished | ok | handled | dealt with | solved | ticked
ONCE -: checked
DID acted: activated | interacted with | worked | triggered | operated it | engaged | made use of
DID acted: used it | toggled | tried out | set off | has been used | been used | was used | did the
DID acted: attended to | hit it | used the | hit the switch
"""
