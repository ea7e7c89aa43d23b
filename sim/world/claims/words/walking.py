"""Words of walking, arriving and leading somewhere, of being and having."""

from __future__ import annotations

WALKING = """
MOVE -: go | went | walk | walked | moved | move | head | headed | turn | turned | going | walking | moving
MOVE -: continue | continued | press | pressed | pressing | heading | step | stepped | ran | run | travel
MOVE -: travelled | proceed | proceeded | return | returned | exit to | jump | jumped | hop | hopped
MOVE -: cross | drop | dropped | returning | strolled | wandered | follow | keep going | back to | go back
MOVE -: went back | proceeding | left the room | pushed on | marched | climbed | made my way | hurried
MOVE -: bearing | trudged | sauntered | hiked | stepping | strode | stride | heading out | hop down
MOVE -: hop off | jump off | jumping | jumped down | hopping | hopped down | leapt | leaped | leap
MOVE -: descend | descended | advance | advanced | wander | set off | struck out | set out
MOVE -: make your way | make my way | making my way | took the road | passed on
MOVE -: carried on | carry on | kept going | pressed on | crossed over | went on | going on
MOVE -: go on | moved on | ran on | walked on | retraced | backtrack | backtracked | doubled back
MOVE -: double back | goes back | go back to | yeeted myself | yeet | zoomed | booked it | scooted
MOVE -: bolted | legged it | dashed | dash | rushed | nipped | popped | pop | traveling | travelling
MOVE -: journeyed | proceeds | betook myself | betake yourself | stepped out | step out | stepping out
MOVE -: stroll | swung | veered | made for | make for | took the exit | went out | go out | going out
MOVE -: exiting by | moving on | goes | walks | heads | turns | moves | steps | runs | travels
MOVE -: continues | climbs | jumps | hops | descends | follows | leaps | exits by | leaves by
MOVE -: departs by | departing | depart | departed | leaving by | left going | passing | passes
ARRIVE -: you are in | you are at | arrived | arrived in | arrived at | arriving in | arriving at | came to
ARRIVE -: come to | landed in | landing in | land in | ended up in | end up in | stand in | now in
ARRIVE -: reached | reach | reaching | found myself in | i am in | i am at | we are in | we are at
ARRIVE -: entered | entering | enter | started in | started out in | started at | start in | start at
ARRIVE -: starting in | woke up in | begin at | begin in | back in | came into | come into | got to
ARRIVE -: currently in | emerged in | currently at | set out from | began in | starting at | arrive at
ARRIVE -: arrive in | i am now in | now at | came upon | come upon | came out in | came out at
ARRIVE -: found myself at | ended in | ended at | wound up in | wind up in | wound up at | landed at
ARRIVE -: land at | lands in | landing at | popped out in | pop out in | turned up in
ARRIVE -: found ourselves in | find yourself in | find myself in | you find yourself in | fetched up in
ARRIVE -: fetch up in | ended up at | end up at | dropped into | drop into | dropped me into | emerge in
ARRIVE -: emerge into | emerging in | emerged into | got into | get into | come again in | come again to
ARRIVE -: stood in | standing in | now stand in | back at | made it to | and you are in | brought up in
ARRIVE -: spat out in | tumbled into | tumble into | fell into | fall into | dropping into
ARRIVE -: now standing in | arrive into | i come in | i came in | came in | reaching for | hit
ARRIVE -: hits | showed up in | show up in | arrival in | arrival at | attained | attain | attaining
ARRIVE -: gained | gaining | reached the | thence to | come out on | came out on | i am arrive to
ARRIVE -: am arrive to | arrive to | arrived to | coming to | coming into | came to be in | spawn in
ARRIVE -: spawned in | loaded into | loads into | load into | popped into | rolled into | roll into
ARRIVE -: rocked up in | rocked up at | drops into | i come to | i get to | i arrive in | i arrive at
ARRIVE -: i arrive to | i end up in | i reached | i land in | i enter | i enter in | entered in
ARRIVE -: enter in | came out to | come out to | arrives in | arrives at | enters | comes into
ARRIVE -: comes upon | lands at | ends in | emerges in | emerges at | reaches | finds oneself in
ARRIVE -: steps into | step into | stepped into | walks into | walk into | walked into | falls into
ARRIVE -: gets into | get in | got in | entering into | attains | gains | winds up in | pops out in
ARRIVE -: pops out at | makes it to | returns into | returned into | strolled into | wandered into
ARRIVE -: went into | going into | go into | passes into | passed into | pass into | moved into
ARRIVE -: moves into | move into | crossed into | cross into | crosses into | moved to | went through to
ARRIVE -: got through to | ended up at the | stumbled into | stumble into | stumbled upon | stumbled on
ARRIVE -: happened upon | i have been to | been to | i have been in | i was in | we were in
ARRIVE -: woke in | woke up at
LEAD -: leads | lead | leads to | leads into | connects | connects to | opens onto | takes you to
LEAD -: brings you to | goes to | brings | take you | takes me to | brings me to | gets you to | get to
LEAD -: gets to | leads on to | leading to | opens into | drops into | runs to | leads back to
LEAD -: brought me to | connected to | connected with | takes you | gets you | takes me | brings one to
LEAD -: took me to | links to | ends at | ends in | end at | comes to | runs on to | ends up at
LEAD -: goes on to | continues to | lead on to | you come to | you reach | you arrive in | you arrive at
LEAD -: you end up in | you enter | one comes to | you find | you land in | you will reach | one reaches
LEAD -: you will find | you come into | one gets to | you stand in | one enters | leads you to | returns to
LEAD -: drops | leading | went to | goes into | ends up in | comes out in | come out in | you get to
LEAD -: opens on to | opens on | open onto | open on | gives onto | gives on | gives on to | gives into
LEAD -: give onto | give on | gave onto | admits one to | admits to | admits you to | lets out on
LEAD -: lets out onto | lets out into | let out onto | lets you out in | lets you into | issues into
LEAD -: takes you into | brings you out at | brings you out in | brings you into | puts you in
LEAD -: put you in | spits you out in | spits you out at | deposits you in | deposits one in
LEAD -: dumps you in | dumps me in | delivers you to | delivers you into | delivers one to | you hit
LEAD -: you are in | one finds | lands you in | gets me | heads to | heads into
LEAD -: joins | adjoins | borders on | abuts | goes through to | through to | carries on to
LEAD -: carries you to | continues into | continues on to | runs into | passes to | passes into
LEAD -: transitions to | led to | led into | led me to | led me into | led onto
LEAD -: opening onto | opening into | opening on | opened onto | opened into | leading into
LEAD -: leading onto | leading back to | goes back to | goes over to | go to | gets us to
LEAD -: took us to | takes us to | brings us to | brought us to | conducts one to | conducts you to
LEAD -: conveys you to | sends you to | drops you in | drops you into | drops you at | drops one in
LEAD -: drops me in | drops me into | lands in | lands you at | falls to | falls into | empties into
LEAD -: is what takes you to | is what leads to | you meet | you can reach
LEAD -: communicates with | gave access to | gives access to | provides access to | grants access to
LEAD -: allows access to | affords access to | access to | gives you
LEAD -: you will come to | you will be in
LEAD -: you pop out in | you wind up in | terminates at | terminates in | hooks up with | ties into
LEAD -: links up with | linked with | links with | is linked to | is linked with | opens out onto
LEAD -: opens out into | opens out on | opens to | heads over to | heads for | heads toward
LEAD -: heads towards | winds to | winds up in | winds up at | gets one to | gets one into
LEAD -: lets one into | you come out in | you come out at | you emerge in | comes out at | comes out on
LEAD -: come out at | you will meet | meets | awaits | the game reported | the game says
LEAD -: the screen showed | the screen shows | the display read | the game showed | the screen read
LEAD -: the game said | the game printed | the game printed out | the game tells me | the screen said
LEAD -: terminating in | terminating at | permits passage to | permits passage into | permits access to
LEAD -: gives passage to | connecting to | connecting with | connects into | permits entry to
LEAD -: permits entry into | opens directly onto | opens directly into | leads directly to
LEAD -: leads directly into | leads straight to | leads straight into | leads down to | leads down into
LEAD -: leads up to | leads up into | takes you straight to | ending in | ending at | emerging on
LEAD -: arriving in from | is the way to | is way to | is the way into | is the road to | is the door to
LEAD -: is the exit to | is the passage to | goes directly to | goes straight to | goes down to
LEAD -: goes down into | goes up to | goes up into | drops down to | drops down into | drops onto
LEAD -: falls down to | plunges into | slides into | slides down to | lands one in | lands me in
LEAD -: landed me in | landed you in | dropping you in | dropping you into | dropping me in
LEAD -: dropping me into | takes one to | takes one into | takes me into | bring you to | bring me to
LEAD -: bring us to | bring to | brings to | come to be in
BE -: is | are | was | were | lies | lie | lay | stands | stand | stood | sits | sit | sat | waits | be
BE -: been | remains | rests | located | found | exists | can be found | is found | is located | glows
BE -: used to be | standing | lying | sitting | waiting | seen | saw | met | spotted | there used to be
BE -: there once was | there had been | is standing | is lying | is waiting | appears to be | see | lives
BE -: dwells | there is | there are | there was | there were | hangs | hang | leans | lean
BE -: is parked | is propped | was left | has been left | is lodged | is set | is placed
BE -: is nailed | is planted | is mounted | is fixed | is tucked | nestles | squats | looms | looks on
BE -: keeps watch | resides | reside | residing | is hidden | is kept | is stored | is stationed
BE -: is posted | is set up | propped | parked | planted | placed | perched | perches | nailed
BE -: mounted | slumps | loiters | hides | hiding | lurks | lurking | is lurking | is sitting | dwell
BE -: living | stays | stayed | staying | remain | is there | can be seen
BE -: is seen | was found | was seen | is present | are present | present | adorns | is situated
BE -: situated | is positioned | positioned | is installed | installed | is visible | visible
BE -: is to be found | are to be found | occurs | turned up | turns up | hanging | leaning
BE -: resting | lingers | hung | there stands | there lies | there sits | there stood | there lay
BE -: there sat | there lives | there hangs | there exists | there also is | there also stands
BE -: there remains | there lived | there waits | situate | formerly situate | is situate | observed
BE -: noted | i noted | i observed | i found | we found | i saw there | recorded | detected
BE -: encountered | identified | i met | i encountered | noticed | i noticed | i spotted | i see
BE -: we saw | you see | you will see | you can see | you will be | you would be | you shall be
HAVE -: has | have | had | contains | contain | holds | hold | houses | hosts | containing | features
HAVE -: with a | hold s | owns | boasts | boast | sports | includes | include | hosted
HAVE -: housed | contained | featured | shelters | harbours | harbors | comes with | equipped with
HAVE -: furnished with | provides | is home to | home to | displays | encloses | comprises
HAVE -: is equipped with | is furnished with | possesses | stocks | presents | exhibits | conceals
HAVE -: accommodates | got a | has got | have got
"""
