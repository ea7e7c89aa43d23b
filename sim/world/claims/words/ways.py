"""Words of sides and exits: where they lead, what shuts them, what opens that."""

from __future__ import annotations

WAYS = """
WORD beside: next to | beside | near | close to | by the wall | at the wall | next door | against the wall
WORD deadend: dead end | deadend | blind alley
MOVE -: left by | left via | left through | leave by | exit by | exited | exited by | left to the
EXIT -: exit | exits | gap | door out | passage | opening | side | wall side | way | edge | border
EXIT -: doorway | gate side | road | path | flank | arch | archway | track | corridor | hallway | tunnel
EXIT -: stair | stairs | staircase | trail | branch | route out | face | aperture | egress | hand side
EXIT -: border side | boundary | edge side | arm | end | mouth | frontier | hand | route | egresses
EXIT -: outlet
SIDE north: north | northern | northward | northwards | northbound | n | nort
SIDE east: east | eastern | eastward | eastwards | eastbound | e | right exit | right side | right door
SIDE east: right hand side | right hand exit | right hand door | righthand side | rightmost exit
SIDE east: right wall
SIDE south: south | southern | southward | southwards | southbound | s
SIDE west: west | western | westward | westwards | westbound | w | left exit | left side | left door
SIDE west: left hand side | left hand exit | left hand door | lefthand side | leftmost exit | left wall
SIDE north: above | upwards | upward | top exit | top side | top door | upper exit | upper side
SIDE north: up exit | the top | up top | uppermost exit
SIDE south: below | beneath | downwards | bottom exit | bottom side | bottom door | lower exit
SIDE south: lower side | down exit | the bottom
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
NONE -: shut by a wall | no doorway | no connection | bricked up | bricked off | boarded up | walled in
NONE -: sheer wall | blank wall | blank walls | nothing but wall | nothing but walls | but wall
NONE -: but a wall | sheer cliff | solid rock face | closed by wall | closed by walls | wall closed
NONE -: no outlet | no egress | nada | zilch | bare stone | masonry | dead stone | no thoroughfare
NONE -: closed with a wall | closed with wall | a blank wall | no exit there
NONE -: only wall | only walls | just walls | plain wall | plain walls | solid walls | stone walls
NONE -: sheer rock | wall only | wall there | bonk | goes nowhere | leads nowhere | lead nowhere
NONE -: go nowhere | no exit whatsoever | brick wall | a brick wall | brick | not exit
NONE -: there is not exit | not have exit | has not exit | there is not way | not way | no have exit
NONE -: closes with wall | a dead wall | unbroken wall | wall all along | unbroken | nothing but stone
NONE -: all wall | all walls | is all wall | closed by stone | stonework | no exits there
NONE -: only a wall there
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
UNK -: an unknown place | somewhere unknown | not dared | have not dared | have not found out
UNK -: not found out | destination unknown | no idea | not seen yet | never dared | not been through
UNK -: have not been through | untaken | not attempted | unattempted | not ventured | unventured
UNK -: no clue | who knows | not followed | have yet to try | yet to be seen | not yet seen
UNK -: remains unexplored | remains untried | remains unknown | have not taken | have not walked
UNK -: have not followed | have not ventured | nobody knows where | not been down
UNK -: destination not known | have not yet tried | have not yet explored | have not yet been
UNK -: not yet been | have not gone through | not gone through | haven not been | unseen
UNK -: not yet walked | not yet taken | have not yet gone | not yet gone | have not used yet
UNK -: not sure where it goes | god knows where | somewhere i have not been
UNK -: leads somewhere i have not been | not yet opened up | yet to be taken | unmapped | not mapped
UNK -: not mapped yet | not yet mapped | untrodden | still to be explored | still to be tried
UNK -: where it lands i have not found out | where it goes i have not found out | not know | i not know
UNK -: not try | i not try | not explore | not go yet | not been yet | do not know where
UNK -: not know where | i do not know | i do not know yet | goes i know not where | i know not where
UNK -: i know not whither | whither i know not | yet to test | not sampled | not assessed | not examined
UNK -: not investigated | uninvestigated | unexamined | unassessed | not surveyed | unsurveyed
UNK -: not checked out | not gone there | unchecked yet | didnt check | did not check | did not try
UNK -: did not explore | did not go | did not take | i have not explored | i have not tried
UNK -: i have not gone | i have not been | i have not taken | i have yet to explore | i have yet to try
UNK -: i have yet to see | i never tried | i never took | i never went | still dark to me | is a mystery
UNK -: a mystery | mystery
SHUT gate: locked | is locked | padlocked | under lock and key | locked up | locked tight | locked shut
SHUT gate: is padlocked | bolted | bolted shut | is bolted | chained | chained shut
SHUT something: shut | closed | blocked | closed off | blocked off | barred | sealed | obstructed
SHUT something: impassable | can not pass | cannot pass | something blocks | ca not pass
SHUT something: something in the way | shut off | impassible | barricaded | plugged | jammed
SHUT something: stopped up | cut off | closed up | blocked up | blocked by something | not passable
SHUT something: obstructed by something | closed by something | do not let you pass
SHUT something: does not let you pass | stops you | bars the way | blocks the way | in the way
SHUT something: stands in the way | prevents passage | prevents passing | keeps you out
SHUT something: will not let me pass | will not let you pass | stops me | bars your way | bars my way
SHUT something: blocks your way | blocks my way | in your way | in my way | do not let me pass
SHUT something: does not let me pass | did not let me pass | does not let me through
SHUT something: will not let you through | blocks you | blocks me | stopped me | stopped by | bars
SHUT something: blocks | forbids passage | denies passage | closes | obstructs | obstructs the way
SHUT something: cuts off | cuts it off | prevents you | keeps me out | hinders | held shut
SHUT something: is held shut | stopped | barring the way | blocking the way | blocking | barring
SHUT something: stopping you | obstructing | impeded | impeded by | hindered by
CLIMB -: can not climb | cannot climb | ca not climb | can not be climbed | cannot be climbed
CLIMB -: could not climb | climb | ca not be climbed | too high | unclimbable | no climbing
CLIMB -: not climbable | too steep | can not be scaled | too high to climb | can not get up
NEED -: needs | need | wants | want | requires | require | needed | required | takes | asks for | calls for
NEED -: must have | opens with | opened by | opens for | opens to | unlocks with | wanted | openable with
NEED -: breaks with | yields to | lit by | crossable with | passable with | need for | will open with
NEED -: can be opened with | can be broken with | only opens with | only opens for | opens only with
NEED -: takes the | opens by | fits | must be broken with | demands | can be crossed with | needing
NEED -: requiring | wanting | must be lit with | is opened by | goes with | can only be opened with
NEED -: accepts | accept | responds to | answers to | gives way to | give way to | swings open for
NEED -: gotta have | got to have | bring | must bring | is necessary | necessary
NEED -: is specified | called for | is called for | yields only to | wants nothing but | expects
NEED -: expect | will take | will want | will need | would need | would want | would take | is required
NEED -: are required | is needed | are needed | is wanted | demanded | is demanded | hungry for | obeys
NEED -: listens to | only for | obliges
NEED -: opens if you have | opens when | opens only by | openable by
NEED -: can be opened by | can be unlocked with
NEED -: can be lit with | to be opened with | is to be opened with | gotta use | got to use | must use
NEED -: have to use | have to have | you use | opens up with | opens up for | moves only for
NEED -: goes down with | goes down when | lifts when | rises when | opens once | waiting for | waits for
NEED -: must be opened with | must be crossed with | needs only | depends on | is worked by
NEED -: controlled by | is controlled by | is operated by | linked to | tied to
NEED -: will not open without | does not open without | can not be passed without
NEED -: can not be crossed without | not passable without | impassable without | impossible without
NEED -: no passing without | only with | not without | useless without | shut without
NEED -: upon presentation of | on presentation of | upon production of | on production of
NEED -: open only upon | opens only upon | only upon | on payment of | in exchange for
NEED -: opens solely with | solely with | calls for the | opened only with | opened only by
NEED -: on condition of | upon use of | by use of | upon insertion of | demands the use of
NEED -: requires the use of | necessitates | necessitating | is conditional on | conditional upon
NEED -: contingent on | contingent upon | will not budge without | not budge without
NEED -: will not move without | will not yield without | does not yield without | moves not without
NEED -: you must to have | must to have | you must have | i must have | must be opened by | have need of
NEED -: has need of | is needing | will open only with | will only open with | will open to
NEED -: will open for | will yield to | is openable with | can be passed with | passes with | pass with
NEED -: can be passed only with | only passable with | only crossable with | only openable with
NEED -: is opened only with | reacts to | is keyed to | keyed to | matches | fitted for | is locked with
NEED -: locked with | is closed with key | wants to have | want to have
NEED -: can be removed only by means of | can be removed only with | can be removed only by
NEED -: can be removed with | only by means of | can be broken only by | can be broken only with
NEED -: can be opened only by | can be opened only with | can be crossed only with
NEED -: can be crossed only by | can be lit only with | can be lit only by | removable only with
NEED -: is removed only by
OPENS -: crosses | opens | unlocks | breaks | lights | opens up | clears | open it | open this | bridges
OPENS -: gets you past | gets me past | lets you past | lets you cross | lets me cross | gets you over
OPENS -: gets me over | gets you across | takes you over | takes you across | deals with | works on
OPENS -: fits into | undoes | lets you through | gets you through | will open | can open | would open
OPENS -: should open | will break | can break | will light | can light | for crossing | for breaking
OPENS -: for opening | for lighting | to open | to break | to light | to cross | to unlock | to get past
OPENS -: to get over | to get across | to get through | to pass | to smash | to clear | fits in
OPENS -: fits the lock of | is for | belongs to | is meant for | raises | lowers | drops the
OPENS -: shifts | smashes | dispels
USE -: with | using | w/ | by using | by means of | thanks to | via | by
GONE -: gone | gone now | missing | no longer | is gone | are gone | nothing left | nothing left of
GONE -: has gone | vanished | disappeared | not there anymore | not anymore | no more | emptied of
GONE -: was removed | none left | not here anymore | not there | not here | nothing is left of
GONE -: nothing remains of | no trace of | not a trace of | no sign of | nothing remains
GONE -: nothing is left | there is none left | is no longer there | is no longer here | no longer there
GONE -: no longer here | is not there | is not here | no longer in | is no longer in | is no more
GONE -: nowhere to be seen | nowhere to be found | has disappeared | is missing | has been removed
GONE -: has been taken away | was taken away | stripped of | bereft of | devoid of | has vanished
GONE -: empty of | without any | absent | is absent | are absent | no longer any | has been emptied of
GONE -: not more there | not more here | is not more there | is not more | not more | no more there
GONE -: no more here | any more there | none remains | none remain | none left there | none left here
GONE -: has departed | gone from | has gone from | is gone from | are gone from
GONE -: gone since | not present | is not present | are not present | is absent from | absent from
GONE -: nothing more of | has been cleared out of | not in evidence | cannot be found | can not be found
GONE -: could not be found | is not to be found | not to be found | was not there | was not here
GONE -: were not there | no longer exists | no longer exist | no longer present
GONE -: no longer in place | exists no more | exists no longer | not existing | does not exist
NO -: no | neither | nor | without | not any | lacks | lack | not have a | none of | not a single
NO -: not one | hasn no | zero | absence of | free of | not so much as a | lacked | lacking
NO -: nary a | fails to contain | sans
NO -: found neither | no such | without a | without an | nobody with a
NO -: is without | are without | does not have | does not have a | does not have any | does not hold
NO -: does not contain | does not contain a | did not find | did not find a
NO -: did not find any | did not see | did not see a | did not see any | do not see | i do not see
NO -: could not find | could not find a | could not find any | never found
NO -: never found a | never saw | never saw a | can not find | is lacking | found zero
NO -: not got a | not got any | not have any
NOT -: not | never
"""
