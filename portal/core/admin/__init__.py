"""The bases of every admin page: look only, duties, own cities, capped lists, buttons that call rules."""

from portal.core.admin.acting import Act, ActingAdmin, Preview
from portal.core.admin.bulk import BulkAct
from portal.core.admin.paging import CAP, CappedPaginator
from portal.core.admin.readonly import DutyAdmin, JurisdictionAdmin, ReadOnlyAdmin, acting
from portal.core.admin.searching import ReferenceSearch
from portal.core.admin.tags import tag

__all__ = [
    "CAP",
    "Act",
    "ActingAdmin",
    "BulkAct",
    "CappedPaginator",
    "DutyAdmin",
    "JurisdictionAdmin",
    "Preview",
    "ReadOnlyAdmin",
    "ReferenceSearch",
    "acting",
    "tag",
]
