"""Things of rooms by what they are called."""

from __future__ import annotations

THINGS = """
lever: lever | levers | switch | handle | wall lever | floor lever
raft: raft | the raft | small raft | wooden raft | boat
lamp: lamp | the lamp | lantern | oil lamp | torch
hammer: hammer | sledgehammer | heavy hammer | mallet
parcel: parcel | package | packet | wrapped parcel
token: token
seal: seal | wax seal | royal seal
desk: desk | report desk | desks | reporting desk | reporting table | the report desk | counter desk
desk: report table | clerk's desk
person: pers | person | hermit | keeper | giver | man | woman | girl | boy | someone | old man | old woman
person: people | lady | villager | npc | fellow | somebody | stranger | guy | persons | old hermit
person: quest giver | men | tinker | baker | merchant | miller | shepherd | monk | guard | fisherman
person: old lady | people here | dude | bloke | chap | gal | kid | child | trader | clerk | farmer
person: ferryman | individual | inhabitant | resident | gentleman | crone | fella | old dude
person: old fellow | old fella | young woman | young man | young girl | young lady | elderly woman
person: elderly man | elderly lady | grandmother | grandfather | granny | grandpa | peasant | beggar
person: pilgrim | wanderer | traveller | traveler | widow | cook | smith | blacksmith | priest | nun
person: sailor | soldier | watchman | warden | caretaker | gardener | anyone | anybody | human
person: old geezer | geezer | lad | lass | fellow human | custodian | attendant | human being
person: hunter | porter | postman | scholar | carpenter | singer | weaver | potter
sign: sign | signs | signpost | notice | sign board | signboard | sign post | placard | notice board
sign: board with writing | wooden sign
woodpile: woodpile | wood pile | pile of wood | woodpiles | stack of wood | heap of wood | stacked wood
woodpile: wood stack | stack of firewood | firewood | pile of logs | log pile | stack of logs | logs
woodpile: wood heap
till: till | cash till | cash register | cash desk
panel: panel | panels | control panel
chest: chest | chests | treasure chest | wooden chest | trunk | coffer
fount: fount | fountain | chest that refills | refilling chest | founts | refilling fountain
fount: self refilling chest | chest that fills again | chest which refills
well: well | wells
portal: portal | portals | teleporter | warp | warp gate | magic portal | warps
block: block | pushable block | crate | pushable crate | push block | blocks | crates
gate: gate | gates | locked gate | lock | closed gate | locked door | gate locked | lock gate
gate: padlocked gate | iron gate | padlock | portcullis | wooden gate | gated
barrier: barrier | barriers
water: water | deep water | flooded | under water | lake water | river | stream | deep river
water: stretch of water | body of water | pond | lake | creek | moat | brook | flood | open water
water: expanse of water | sheet of water | waters | flooding | waterway
darkness: darkness | dark | too dark | pitch dark | pitch black | the dark | dark passage | dark room
darkness: pitch-dark | unlit | too dark to pass | too dark to enter | blackness | gloom | total darkness
darkness: complete darkness | utter darkness | pitch-black | dark area | dark patch | dark stretch
rock: rock | boulder | rocks | big rock | boulders | large rock | heavy rock | great rock | big boulder
rock: huge rock | huge boulder | large boulder | massive rock | massive boulder | stone block in the way
fence: fence | broken fence | fences | wooden fence | rotten fence | wire fence | railing | palisade
fence: picket fence
shutter: shutter | shuttered | shutters | steel shutter | metal shutter | iron shutter | roller shutter
shutter: rolling shutter
ledge: ledge | ledges | drop ledge | a ledge | low ledge | high ledge | dropoff | drop off point
statue: statue | statues | stone statue | sculpture | stone figure | stone beast | stone animal
pedestal: pedestal | ped | pedestals | plinth | stand for a statue | pedestal stone | stone pedestal
pedestal: empty pedestal | plinths
door: door | last door | east door | the last door
key: key | keys
"""
