"""The register of driver's licenses, applications for the electronic copy, seizures."""

from licenses.models.license import DriverLicense, LicenseApplication
from licenses.models.seizure import Seizure

__all__ = ["DriverLicense", "LicenseApplication", "Seizure"]
