"""Signing keys, credentials, used codes and the log of checks."""

from portal.credentials.models.counter_visit import CounterVisit
from portal.credentials.models.credential import Credential
from portal.credentials.models.idempotency import IdempotentAnswer
from portal.credentials.models.officer_scan import OfficerScan
from portal.credentials.models.run import Chunk, OptOut, Run, RunCity, RunRefusal
from portal.credentials.models.share import Share
from portal.credentials.models.signing_key import SigningKey
from portal.credentials.models.told_standing import ToldStanding
from portal.credentials.models.verification import UsedCode, Verification

__all__ = [
    "Chunk",
    "CounterVisit",
    "Credential",
    "IdempotentAnswer",
    "OfficerScan",
    "OptOut",
    "Run",
    "RunCity",
    "RunRefusal",
    "Share",
    "SigningKey",
    "ToldStanding",
    "UsedCode",
    "Verification",
]
