"""The register of driver's licenses, applications for the electronic copy, what was told, seizures."""

from licenses.models.license import DriverLicense, LicenseApplication, ToldStanding
from licenses.models.seizure import Seizure

__all__ = ["DriverLicense", "LicenseApplication", "Seizure", "ToldStanding"]
