"""The feeds of this line: the vehicles, and everything that lies or happens on them."""

from vehicles.feeds.burdens import MORTGAGES, SEIZURES
from vehicles.feeds.incidents import ACCIDENTS, VIOLATIONS
from vehicles.feeds.register import VEHICLES
from vehicles.feeds.upkeep import INSPECTIONS, INSURANCES

FEEDS = (VEHICLES, INSPECTIONS, INSURANCES, MORTGAGES, SEIZURES, VIOLATIONS, ACCIDENTS)
