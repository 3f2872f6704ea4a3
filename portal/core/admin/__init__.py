"""The bases of every admin page: look only, duties, own cities, capped lists, buttons that call rules."""

from portal.core.admin.acting import Act, ActingAdmin, Preview
from portal.core.admin.paging import CappedPaginator
from portal.core.admin.readonly import DutyAdmin, JurisdictionAdmin, ReadOnlyAdmin, acting
from portal.core.admin.tags import tag

__all__ = [
    "Act",
    "ActingAdmin",
    "CappedPaginator",
    "DutyAdmin",
    "JurisdictionAdmin",
    "Preview",
    "ReadOnlyAdmin",
    "acting",
    "tag",
]
