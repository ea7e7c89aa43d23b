"""The words of navigation guides: phrases by what they stand for, a blank between two words."""

from __future__ import annotations

THINGS = """
lever: lever | levers | switch | handle
raft: raft | the raft
lamp: lamp | the lamp
hammer: hammer
parcel: parcel | package
token: token
seal: seal
desk: desk | report desk | desks | reporting desk
person: pers | person | hermit | keeper | giver | man | woman | girl | boy | someone | old man | old woman
person: people | lady | villager | npc | fellow | somebody | stranger | guy | persons | old hermit
person: quest giver | men | tinker | baker | merchant | miller | shepherd | monk | guard | fisherman
person: old lady | people here
sign: sign | signs | signpost | notice
woodpile: woodpile | wood pile | pile of wood | woodpiles
till: till | cash till
panel: panel | panels | control panel
chest: chest | chests
fount: fount | fountain | chest that refills | refilling chest | founts
well: well | wells
portal: portal | portals
block: block | pushable block | crate | pushable crate | push block | blocks | crates
gate: gate | gates | locked gate | lock | closed gate | locked door | gate locked | lock gate
barrier: barrier | barriers
water: water | deep water | flooded | under water | lake water | river | stream | deep river
darkness: darkness | dark | too dark | pitch dark | pitch black | the dark | dark passage | dark room
rock: rock | boulder | rocks | big rock | boulders | large rock | heavy rock
fence: fence | broken fence | fences
shutter: shutter | shuttered | shutters
ledge: ledge | ledges
statue: statue | statues | stone statue
pedestal: pedestal | ped | pedestals | plinth
door: door | last door | east door | the last door
key: key | keys
"""

SENSES = """
WORD beside: next to | beside | near | close to | by the wall | at the wall | next door | against the wall
WORD deadend: dead end | deadend | blind alley
MOVE -: left by | left via | left through | leave by | exit by | exited | exited by | left to the
EXIT -: exit | exits | gap | door out | passage | opening | side | wall side | way | edge | border
EXIT -: doorway | gate side
SIDE north: north | northern | northward | northwards | northbound | n | nort
SIDE east: east | eastern | eastward | eastwards | eastbound | e
SIDE south: south | southern | southward | southwards | southbound | s
SIDE west: west | western | westward | westwards | westbound | w
SIDE north: above | upwards | upward
SIDE south: below | beneath | downwards
TURN north: up
TURN south: down
TURN west: left
TURN east: right
NONE -: wall | walls | a wall | none | null | nothing | nil | x | no exit | no exits | no way | no way out
NONE -: no way through | no opening | no openings | solid | solid wall | solid rock wall | stone wall
NONE -: walled | walled off | walled up | closed by a wall | closed off by a wall | blocked by a wall
NONE -: no door | no passage | cliffs | cliff | just a wall | only a wall | no gap | n/a | false | nowhere
NONE -: no path | has no opening | impassable wall | bare wall | dead wall | can not go | cannot go
NONE -: can not leave | cannot leave | can not walk | no going | not possible to go | # | can not exit
NONE -: impossible | cannot go that way | can not go that way | no way there | can not go there
NONE -: closed wall | nothing there | nothing here | nothing that way | no route | not an exit | no way on
NONE -: shut by a wall | no doorway | no connection
UNK -: ? | ?? | ??? | unknown | unexplored | not tried | not tried yet | untried | not yet | not explored
UNK -: open | never tried | not yet tried | not explored yet | untested | a way out | way out | not used
UNK -: unvisited | to explore | tbd | not checked | not checked yet | unchecked | yet to try | not been
UNK -: not visited | not visited yet | not looked | unknown place | not known | don not know | do not know
UNK -: dunno | to be explored | not taken yet | undiscovered | yet to be tried | not yet explored
UNK -: have not looked | have not tried | not tested | not been there | yet to explore | left to try
UNK -: still to explore | to try | left to explore | yet unknown | still unknown | not opened up
UNK -: never gone | never went | never walked | never looked | have not gone | have never been
UNK -: have never gone | not gone yet | not used yet | yet untried | not gone | haven not tried
UNK -: never used | never been | still open | still untried | not yet used | not yet visited
UNK -: have not tried yet | have not explored | have not used | have not been | not walked yet
UNK -: never explored | not looked yet | still unexplored | still to try | unwalked | todo
UNK -: an unknown place | somewhere unknown
SHUT gate: locked | is locked
SHUT something: shut | closed | blocked | closed off | blocked off | barred | sealed | obstructed
SHUT something: impassable | can not pass | cannot pass | something blocks | ca not pass
SHUT something: something in the way | shut off
CLIMB -: can not climb | cannot climb | ca not climb | can not be climbed | cannot be climbed
CLIMB -: could not climb | climb | ca not be climbed | too high | unclimbable
NEED -: needs | need | wants | want | requires | require | needed | required | takes | asks for | calls for
NEED -: must have | opens with | opened by | opens for | opens to | unlocks with | wanted | openable with
NEED -: breaks with | yields to | lit by | crossable with | passable with | need for | will open with
NEED -: can be opened with | can be broken with | only opens with | only opens for | opens only with
NEED -: takes the | opens by | fits | must be broken with | demands | can be crossed with | needing
NEED -: requiring | wanting | must be lit with | is opened by | goes with | can only be opened with
OPENS -: crosses | opens | unlocks | breaks | lights | opens up | clears | open it | open this | bridges
USE -: with | using | w/ | by using | by means of | thanks to | via | by
GONE -: gone | gone now | missing | no longer | is gone | are gone | nothing left | nothing left of
GONE -: has gone | vanished | disappeared | not there anymore | not anymore | no more | emptied of
GONE -: was removed | none left | not here anymore | not there | not here
NO -: no | neither | nor | without | not any | lacks | lack | not have a | none of
NOT -: not | never
DID pulled: pulled | pull | yanked | flipped | pulling | threw | pulled already | already pulled | flicked
DID pulled: has been pulled
DID took: carried | took | taken | take | got | grabbed | picked up | pick up | picked | collected
DID took: collect | fetched | get | i have it | i have it now | have it | in hand | in my bag | have it now
DID took: taking | holding | carried off | picked it up | took it | looted | i already hold | in my hand
DID took: in bag | got it | grab | obtained | gave me | received | have it with me | now mine | acquired
DID took: gave us | handed me | given to me | i hold | in my hands | carry | carrying | i carry | i have
DID took: was given | i now have | in inventory | gives me | gives | pocketed | with me | now in bag
DID talked: talked | talk | talked to | talked with | spoke | spoken | spoke to | spoken to | spoke with
DID talked: talking to | speak | had a chat with | had a chat | had a word with | chat with | had a word
DID talked: exchanged words with | already spoken to | chatted with | talk to | speak to | had a talk with
DID talked: spoken with | already talked to | talk with
DID reported: reported | report | reporting | handed in the report | made my report | reported in
DID opened: opened | unlocked | broken | broke | bridged | crossed | lit | cleared | smashed | open now
DID opened: is open | stands open | opened it | is open now | shattered | swam | lit up | crossing | unlock
DID opened: break | rafted | already open | are open | was opened | opened already | is now open | now open
DID opened: is gone now | already opened | smashed up | crushed | used here | no longer dark | is up
DID opened: raised | went up | broke up | destroyed | lifted | removed | unbarred | light
DID delivered: delivered | deliver | handed over | gave | handed in | handed | delivering | given | brought
DID delivered: hand over | dropped off | was handed over | turned in
DID touched: touched | touch | touching | pressed | tapped
ONCE -: done | used | complete | completed | finished | ok | handled | dealt with | solved | ticked
ONCE -: checked
HEDGE -: maybe | probably | i think | i believe | i guess | i expect | i remember | should | could
HEDGE -: perhaps | prob | might | may | possibly | not sure | not sure whether | looks like
HEDGE -: if my notes are right | (?) | pretty certain | pretty sure | fairly sure | presumably | it seems
HEDGE -: seems | seem | likely | supposedly | i suppose | apparently | unverified | unconfirmed | guess
HEDGE -: guessing | i assume | if i remember correctly | if i remember right | as far as i recall
HEDGE -: as far as i know | i recall | it appears | appears | must be | iirc | afaik | not certain
HEDGE -: uncertain | unsure | i am not sure | if memory serves | conjecture | i suspect | suspect
HEDGE -: seemingly | could be | may be | might be | should be | if i recall | most likely | very likely
HEDGE -: tentative | assumed | i reckon | doubtful | not verified | to be checked | needs checking
HEDGE -: need checking | not confirmed | to verify | probable | i fancy | i imagine | i would say
HEDGE -: i seem to remember | unclear | questionable | almost certain | almost sure | reasonably sure
HEDGE -: quite sure | rather sure | fairly certain | fairly confident | not entirely sure | not quite sure
HEDGE -: if i am not mistaken | my guess | best guess | iffy | suspected
SURE -: sure | for sure | no doubt | definitely | certainly | i am sure | confirmed | that much i saw
SURE -: saw myself | i saw | without doubt | i know | surely | certain | sure thing | i am certain
SURE -: verified | absolutely | sure about | sure of | know for sure
SAY -: says | say | reads | read | said | reading | saying | it says | told me | tells | told | writes
SAY -: written | claims | states | text
MOVE -: go | went | walk | walked | moved | move | head | headed | turn | turned | going | walking | moving
MOVE -: continue | continued | press | pressed | pressing | heading | step | stepped | ran | run | travel
MOVE -: travelled | proceed | proceeded | return | returned | exit to | jump | jumped | hop | hopped
MOVE -: cross | drop | dropped | returning | strolled | wandered | follow | keep going | back to | go back
MOVE -: went back | proceeding | left the room | pushed on | marched | climbed | made my way | hurried
ARRIVE -: you are in | you are at | arrived | arrived in | arrived at | arriving in | arriving at | came to
ARRIVE -: come to | landed in | landing in | land in | ended up in | end up in | stand in | now in
ARRIVE -: reached | reach | reaching | found myself in | i am in | i am at | we are in | we are at
ARRIVE -: entered | entering | enter | started in | started out in | started at | start in | start at
ARRIVE -: starting in | woke up in | begin at | begin in | back in | came into | come into | got to
ARRIVE -: currently in | emerged in | currently at | set out from | began in | starting at | arrive at
ARRIVE -: arrive in | i am now in | now at
LEAD -: leads | lead | leads to | leads into | connects | connects to | opens onto | takes you to
LEAD -: brings you to | goes to | brings | take you | takes me to | brings me to | gets you to | get to
LEAD -: gets to | leads on to | leading to | opens into | drops into | runs to | leads back to
LEAD -: brought me to | connected to | connected with | takes you | gets you | takes me | brings one to
LEAD -: took me to | links to | ends at | ends in | end at | comes to | runs on to | ends up at
LEAD -: goes on to | continues to | lead on to | you come to | you reach | you arrive in | you arrive at
LEAD -: you end up in | you enter | one comes to | you find | you land in | you will reach | one reaches
LEAD -: you will find | you come into | one gets to | you stand in | one enters | leads you to | returns to
LEAD -: drops | leading | went to | goes into | ends up in | comes out in | come out in | you get to
BE -: is | are | was | were | lies | lie | lay | stands | stand | stood | sits | sit | sat | waits | be
BE -: been | remains | rests | located | found | exists | can be found | is found | is located | glows
BE -: used to be | standing | lying | sitting | waiting | seen | saw | met | spotted | there used to be
BE -: there once was | there had been | is standing | is lying | is waiting | appears to be | see | lives
BE -: dwells | there is | there are | there was | there were
HAVE -: has | have | had | contains | contain | holds | hold | houses | hosts | containing | features
HAVE -: with a | hold s | owns
PRON it: it | its | itself | that one | that room | it s | that place | this one
PRON there: there | the latter | over there | of there | where | in there
PRON here: here | this room | this place | same room | the same room | from here | this one here
PRON former: the former
PRON back: the previous room | previous room
GOAL -: goal | objective | quest | asked | next | current goal | current quest | the goal
GOAL -: current objective | now
START -: start
PLAN -: try | want to | plan | plans | plan to | todo list | to do | must | will | should try | let me
PLAN -: later | i would | tomorrow | need to | i thought | i mistook | i took it for | i had thought
PLAN -: going to | intend | next time | explore | check | remember to | maybe try | shall | have to
PLAN -: must not | do not | don not | ought to | must go | look into | i want to | should go | would
PLAN -: aim to | avoid | never | want to try | worth trying | could try | might try
ONEWAY -: one way | one-way | oneway | no return | no way back | one way only | no way back up | single way
ONEWAY -: jump down | drop down | no coming back | a drop | can not get back | no way to return
ONEWAY -: no way up again | no return possible | can not climb back | no climbing back | no getting back
ONEWAY -: not possible to return | without return | no way to come back | can not go back | irreversible
ONEWAY -: cannot return | ca not return | can not come back | cannot come back | can not return
ONEWAY -: ca not come back | point of no return
BOTH -: both ways | both directions | walk back the same way | way back same | and back | back the same way
BOTH -: two way | two-way | either way | the return is the same | return is the same | same way back
BOTH -: the way back is the same | way back is same | you can go both ways | vice versa | back and forth
BOTH -: way back is the same | way works both ways | come back the same way | bidirectional
BOTH -: return the same way
ONLY -: only exit | only exits | only way out | exits only | sole exit | only exit is | only way
ONLY -: only one exit | single exit | one exit | the only exit | only leads | leave only | only through
ONLY -: lone exit | only door | just one exit | only the | only
REST -: no other exits | rest walls | no other way out | no other exit | no other ways out | rest are walls
REST -: other sides walls | others walls | the rest walls | all other sides walls | other three sides
REST -: the other two | the other three | the other sides | other sides | the rest | others are walls
REST -: rest wall | all others | the others | others | other exits | other two | all other sides
REST -: no more exits | everything else | remaining sides | no further exits | other directions
REST -: the other side | the other exits | other walls | other two sides | no others | the remaining sides
REST -: the other directions | else walls | elsewhere walls | all else | nothing else out | rest closed
REST -: rest nothing | otherwise walls | rest
FROM -: from | leaving | leave | out of | exiting | starting from | coming from
OF -: of | 's
IN -: in | inside | at | @ | within | into | on
TO -: to | into | towards | toward | onto
WORD -: i believe him | i believe her | i believe it | i could | we could | could see | so i could
PLAN -: mixed up | confused | swapped
WORD -: i have been | comes and goes | goes | up and down | back up | end up | left alone | left it alone
WORD -: leave it alone | left it | left as it is | leave it | picked
THEN -: then | afterwards | after that | next go | there turn | finally | and then | lastly | thereafter
YES -: yes | yep | yeah
CORR -: correction | fix | edit | update | actually | wrong | no wait | wait | scratch that
CORR -: that was wrong | mistake | my mistake | corrected | i misread | i said | i wrote | i wrote that
CORR -: i noted | i noted that | earlier i noted that | i said that | i had written | revised | amended
CORR -: misread | misremembered | on second thought | sorry | oops | erratum | instead | scrap that
CORR -: strike that | no that was wrong | i was wrong
QUESTION -: what | which | where | how | who | does | did | do | can | is there | are there | why | when
REL -: which | who | that
BEAST owl: owl | owls
BEAST fox: fox | foxes
BEAST fish: fish
BEAST bear: bear | bears
DET -: a | an | one | two | three | another | several | some | 1 | 2 | 3
THE -: the | my | this | these | both | each | his | her
"""


ANNOUNCED = """
exits: exits | exit | ways out | ways | doors | paths | leads | routes | connections | neighbours
exits: neighbors | links
things: things | items | contents | objects | contains | thing | has | holds | seen | people | signs | obj
things: objs | stuff | loot | features | inside | item | object | content | what is here | found | in it
things: inventory here | room holds | entities
done: done | deeds | log | finished | completed | deed | actions | did | accomplished
held: inventory | inv | held | bag | in my bag | carrying | holding | backpack | i hold | i carry | pack
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
