"""Words that point, plan, put right and hold sentences together."""

from __future__ import annotations

MANNER = """
PRON it: it | its | itself | that one | that room | it s | that place | this one
PRON there: there | the latter | over there | of there | where | in there
PRON here: here | this room | this place | same room | the same room | from here | this one here
PRON former: the former
PRON back: the previous room | previous room
GOAL -: goal | objective | quest | asked | next | current goal | current quest | the goal
GOAL -: current objective | now | task | my task | current task | mission | current mission | errand
GOAL -: assignment | my orders | marching orders | what is asked | i am asked | i have been asked
GOAL -: i was asked | what i must do next | what i have to do next | what i need to do next
GOAL -: what i am to do next | what i should do next | what comes next | job | my job | the job | duty
GOAL -: my duty | commission | the request | request | i am now asked | the present task | present task
GOAL -: present goal | present objective | active quest | active goal | current ask | we are asked
GOAL -: we were asked | now i must | i am instructed | instructed
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
ONEWAY -: ca not come back | point of no return | unidirectional | one directional | one-directional
ONEWAY -: no backtrack | no backtracking | no returning | return is not possible | return not possible
ONEWAY -: return is impossible | return impossible | no way up | can not climb back up
ONEWAY -: can not get back up | can not jump back | can not get up again | no going back
ONEWAY -: no going back up | can not come up | can not come up again | no return trip | not reversible
ONEWAY -: can not be reversed | can not be undone | does not go back | do not go back
ONEWAY -: no way to climb back | no path back | back is not possible | back you can not go
ONEWAY -: back you can not | back can not go | one way trip | one way drop | one way ticket
ONEWAY -: no way to get back | never to return | not return | no coming back up | no route back
ONEWAY -: no turning back | no retracing | can not be climbed again | unable to return
ONEWAY -: can not go back up | can not go up again | without possibility of return | admits of no return
ONEWAY -: not climb back | never climb back | not climb up again | but not back | but not back up
ONEWAY -: not the other way | not the other way around | not the other way round | not the reverse
ONEWAY -: not back again | not vice versa | but not vice versa | not up again | never back | not back up
ONEWAY -: will not get back up | will not get back | you will not get back | will not come back
ONEWAY -: will not be coming back | never get back up | no getting back up | can not make it back
ONEWAY -: can not make it back up
BOTH -: both ways | both directions | walk back the same way | way back same | and back | back the same way
BOTH -: two way | two-way | either way | the return is the same | return is the same | same way back
BOTH -: the way back is the same | way back is same | you can go both ways | vice versa | back and forth
BOTH -: way back is the same | way works both ways | come back the same way | bidirectional
BOTH -: return the same way | same way can be walked back | the same way can be walked back
BOTH -: can be walked back | one can go and come back the same way | go and come back the same way
BOTH -: come and go the same way | and back again | walked both ways | can be walked both ways
BOTH -: passable both ways | passable in both directions | works both ways | goes both ways
BOTH -: open both ways | in either direction
ONLY -: only exit | only exits | only way out | exits only | sole exit | only exit is | only way
ONLY -: only one exit | single exit | one exit | the only exit | only leads | leave only | only through
ONLY -: lone exit | only door | just one exit | only the | only | one way out | just one way out
ONLY -: only one way out | a single way out | single way out | one single exit | one sole exit
ONLY -: nothing but one exit | only one door | just one door | just the one exit | just the one door
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
PLAN -: mixed up | confused | swapped | search for | searching for | look for | looking for | options
PLAN -: hope to | hoping to | could either | i will | we will | am going to
PLAN -: i must | i shall | we should | we could | seeking | hunt for | hunting for
PLAN -: in search of | in case | intend to | intending to | thinking of | thinking about | would like to
PLAN -: wish to | would love to | ought | supposed to go | has to be found | skip | ignore | dodge
PLAN -: next run | head to | head for | i no longer think | i no longer believe | no longer think
PLAN -: no longer believe
WORD -: i have been | comes and goes | goes | up and down | back up | end up | left alone | left it alone
WORD -: leave it alone | left it | left as it is | leave it | picked | in the end | at the end
WORD -: dead ends | by hand | on the other hand | at hand | in the face of | to that end | as well
WORD -: well known | might as well | well then | well done | oh well | very well | do not bother
WORD -: don not bother | no point | not worth | all over | it all | report that | reports that
WORD -: to report | i report | i can report | i am happy to report | do not despair | do not worry
WORD -: do not panic | do not fear | do not be alarmed | do not lose heart | no panic
WORD -: avoidance of doubt | no regrets | took me | it took me
THEN -: then | afterwards | after that | next go | there turn | finally | and then | lastly | thereafter
THEN -: thence | whereupon | and thence | from whence
YES -: yes | yep | yeah
CORR -: correction | fix | edit | update | actually | wrong | no wait | wait | scratch that
CORR -: that was wrong | mistake | my mistake | corrected | i misread | i said | i wrote | i wrote that
CORR -: i noted | i noted that | earlier i noted that | i said that | i had written | revised | amended
CORR -: misread | misremembered | on second thought | sorry | oops | erratum | instead | scrap that
CORR -: strike that | no that was wrong | i was wrong | i was mistaken | i am mistaken | i misspoke
CORR -: that is wrong | that was not right | that is not right | that is incorrect | that was incorrect
CORR -: incorrect | not right | nope | nah | in truth | in fact | rather | scrap it | i got that wrong
CORR -: i had that wrong | i have that wrong | i take that back | i take it back | take that back
CORR -: strike it | make that | error | in error | was mistaken | my bad | mea culpa | i stand corrected
CORR -: on reflection | on closer inspection | looking again | amend | rectification | correcting
CORR -: corrigendum | retract | retracted | i retract | withdrawn | i withdraw that | it turns out
CORR -: turns out | as it turns out | apologies | pardon | update to the above | that is false
CORR -: was false | false alarm | repealed | rescinded | revoked | annulled | this is false
CORR -: this is wrong | this was wrong | this was false | is false | is wrong | not true | is not true
CORR -: was not true | that is not true | this is not true | i mistake | i mistook it | i made a mistake
CORR -: i made an error | excuse me
QUESTION -: what | which | where | how | who | does | did | do | can | is there | are there | why | when
REL -: which | who | that
BEAST owl: owl | owls
BEAST fox: fox | foxes
BEAST fish: fish
BEAST bear: bear | bears
DET -: a | an | one | two | three | another | several | some | 1 | 2 | 3
THE -: the | my | this | these | both | each | his | her | your | our | their | the said
THE -: the aforesaid | aforesaid | the aforementioned | the above | the very | the same old
AND -: as well as | along with | together with | and also | and besides | in addition to | besides
"""
