"""How the tests read codes: by an independent decoder, from pictures."""

import numpy as np
import zxingcpp
from PIL import Image


def qr_codes_in(picture: Image.Image) -> list[str]:
    """The texts of all QR codes in the picture.

    Only QR codes are looked for: of a thousand codes one has a row of modules that also reads as a bar code
    of another kind (ITF), which neither the scanner nor an officer's camera asks for.
    """
    found = zxingcpp.read_barcodes(np.array(picture.convert("L")), formats=zxingcpp.BarcodeFormat.QRCode)
    return [code.text for code in found]
