"""The kinds of records that a town keeps. A new kind is one file here and one line below."""

from collections.abc import Mapping
from types import MappingProxyType

from sync.core.model import KindSpec
from sync.records.agent import AGENT
from sync.records.answer_template import ANSWER_TEMPLATE
from sync.records.attachment import ATTACHMENT
from sync.records.caller import CALLER
from sync.records.conflict import CONFLICT
from sync.records.news import ACKNOWLEDGEMENT, NEWS
from sync.records.objective import OBJECTIVE
from sync.records.places import SERVICE, TEAM, TOWN, ZONE
from sync.records.reach import REACH
from sync.records.report import REPORT
from sync.records.round import ROUND
from sync.records.routing_rule import ROUTING_RULE
from sync.records.saved_filter import SAVED_FILTER
from sync.records.task import TASK

_DESK = (SAVED_FILTER, ANSWER_TEMPLATE, CALLER, OBJECTIVE)
_NEWS = (NEWS, ACKNOWLEDGEMENT, REACH)
_SPECS = (TOWN, SERVICE, ZONE, TEAM, AGENT, ROUTING_RULE, *_NEWS, TASK, REPORT, ROUND, *_DESK, ATTACHMENT, CONFLICT)

KINDS: Mapping[str, KindSpec] = MappingProxyType({spec.name: spec for spec in _SPECS})
"""Name -> rules of each kind, in an order in which parents come before their children."""
