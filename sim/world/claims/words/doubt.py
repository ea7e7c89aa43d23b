"""Words of how sure a writer is, and of saying."""

from __future__ import annotations

DOUBT = """
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
HEDGE -: if i am not mistaken | my guess | best guess | iffy | suspected | rather believe
HEDGE -: i rather believe | my gut says | gut says | hunch | my hunch | might well | may well
HEDGE -: if i am right | if i am not wrong | if i recall correctly | to the best of my knowledge
HEDGE -: to the best of my recollection | to the best of my memory | in my opinion | arguably
HEDGE -: so i believe | so i think | i think that | i believe that | i would guess | i would bet | i bet
HEDGE -: betting | educated guess | purely a guess | just a guess | only a guess | a guess | speculative
HEDGE -: speculation | speculating | not positive | not 100 sure | i have a feeling | i have the feeling
HEDGE -: i gather | must have been | unless i am mistaken | unless i misremember
HEDGE -: if i have it right | i half remember | vaguely remember | i vaguely remember | i vaguely recall
HEDGE -: low confidence | medium confidence | low certainty | for all i know | as far as i can tell
HEDGE -: as far as i remember | so far as i know | so far as i recall | so far as i can tell
HEDGE -: i cannot swear | can not swear | would not swear | no guarantee | not proven | unproven
HEDGE -: not double checked | to be confirmed | to be verified | tbc | needs verification
HEDGE -: needs confirmation | need to verify | hypothesis | hypothesised | hypothesized | hypothetically
HEDGE -: plausibly | conceivably | in all likelihood | in all probability | i have not verified
HEDGE -: have not verified | have not checked | i have not checked | i presume | presume | presumed
HEDGE -: i conclude | i hazard | by my guess | at a guess | doubtfully | i wonder if | i wonder whether
HEDGE -: kinda think | kinda sure | sort of think | pretty much sure | seems to be | seems like
HEDGE -: feels like | it is believed that | it is believed | is believed | believed | believed to
HEDGE -: it is thought | is thought to | thought to | reportedly | allegedly | tentatively
HEDGE -: tentative reading | provisional | provisionally | if i had to guess | not established
HEDGE -: not yet established | remains to be proven | without certainty | with some uncertainty
HEDGE -: i am inclined to think | inclined to think | inclined to believe | my best guess
HEDGE -: hazarding a guess | imo | i think its | methinks | p sure | pretty sure its | not 100 percent
HEDGE -: tbh i think | i wanna say | wanna say | lowkey think | fairly convinced | i am fairly sure
HEDGE -: i am fairly certain | i am not certain | i am not positive | i have reason to believe
HEDGE -: reason to believe | on the balance of probabilities | upon information and belief
HEDGE -: to the best of my belief | it would appear | would appear | it would seem | would seem
HEDGE -: i feel sure | half sure | half certain | i do not remember exactly | not remember exactly
HEDGE -: maybe yes | it can be that | it may be that | it might be that | it could be that
HEDGE -: i do believe | would not swear to it | i would not swear to it | could be wrong
HEDGE -: i could be wrong | might be wrong | i might be wrong | may be wrong | i may be wrong
HEDGE -: i can be wrong | but i am not sure | not sure about | not sure about that | not too sure
HEDGE -: not so sure | not sure if | not sure that | i am not sure if | not a hundred percent
HEDGE -: not fully sure | not absolutely sure | not completely sure | not sure though | do not quote me
HEDGE -: dont quote me | unless i am wrong | correct me if i am wrong | if i understood correctly
HEDGE -: if i understood right | if i understand well | if i understood well | i am not too sure
HEDGE -: i am unsure | i am uncertain | with low confidence | with medium confidence
HEDGE -: with moderate confidence | confidence low | confidence medium | confidence moderate
HEDGE -: i have some doubt | i doubt | suspicion | i surmise | surmise
HEDGE -: i infer | inferred | by inference | extrapolated | presumptively | potentially | ostensibly
HEDGE -: would guess | i will guess | i will say | i will bet | would bet | would say
HEDGE -: if my memory serves | if my memory serves me | if memory serves me | or so i believe
HEDGE -: or so i think | or so it seems | or so i am told | so i suppose
SURE -: sure | for sure | no doubt | definitely | certainly | i am sure | confirmed | that much i saw
SURE -: saw myself | i saw | without doubt | i know | surely | certain | sure thing | i am certain
SURE -: verified | absolutely | sure about | sure of | know for sure | without question
SURE -: there is no doubt | there is no doubt about it | no question | beyond doubt | beyond question
SURE -: tested it | tested | hundred percent | certified | i am positive | positive | known fact
SURE -: 100 sure
SAY -: says | say | reads | read | reading | saying | it says | told me | tells | told | writes
SAY -: written | claims | states | text | said
"""
