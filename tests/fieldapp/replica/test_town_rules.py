"""A device reads the town's rules as the server does: the same functions over the same records."""

from fieldapp.replica.town_rules import levels_here, routing_here
from sync.records.levels import USUAL, Delay
from sync.records.routing import By
from sync.records.routing_rule import rule_id
from tests.contract.store_in_hand import SERVICE, ZONE
