// The camera of the scanner: pictures in, texts of codes out; flashlight and a screen that stays on.
const AGAIN = 4000; // the code that was just answered is still in the picture

export class Camera {
  constructor({ video, decoder, onText }) {
    Object.assign(this, { video, decoder, onText, last: {}, read: null, stream: null });
    document.addEventListener("visibilitychange", () => this.keepAwake());
  }

  static possible() { return Boolean(navigator.mediaDevices?.getUserMedia); }
  get track() { return this.stream?.getVideoTracks()[0]; }
  get hasTorch() { return Boolean(this.track?.getCapabilities?.().torch); }

  async start(busy) {
    const wish = { facingMode: "environment", width: { ideal: 1280 }, height: { ideal: 1280 } };
    this.stream = await navigator.mediaDevices.getUserMedia({ video: wish });
    this.read ??= await this.makeReader();
    this.video.srcObject = this.stream;
    await this.video.play();
    this.keepAwake();
    this.look(busy);
  }

  stop() {
    this.stream?.getTracks().forEach((track) => track.stop());
    this.stream = null;
    this.lock?.release();
  }

  async light(on) { await this.track?.applyConstraints({ advanced: [{ torch: on }] }); }

  async keepAwake() {
    if (!this.stream || document.visibilityState !== "visible" || (this.lock && !this.lock.released)) return;
    try { this.lock = await navigator.wakeLock?.request("screen"); } catch { /* the device decides */ }
  }

  /** Chromium and Safari read codes themselves; elsewhere our copy of jsQR does. */
  async makeReader() {
    const formats = await globalThis.BarcodeDetector?.getSupportedFormats?.().catch(() => []);
    if (formats?.includes("qr_code")) {
      const detector = new BarcodeDetector({ formats: ["qr_code"] });
      return async () => (await detector.detect(this.video))[0]?.rawValue ?? null;
    }
    await import(this.decoder); // a classic bundle: it leaves globalThis.jsQR behind
    const canvas = document.createElement("canvas");
    const pen = canvas.getContext("2d", { willReadFrequently: true });
    return async () => {
      const { videoWidth: wide, videoHeight: high } = this.video;
      const side = Math.min(wide, high);
      canvas.width = canvas.height = Math.min(side, 720);
      pen.drawImage(this.video, (wide - side) / 2, (high - side) / 2, side, side, 0, 0, canvas.width, canvas.height);
      const { data, width, height } = pen.getImageData(0, 0, canvas.width, canvas.height);
      return globalThis.jsQR(data, width, height, { inversionAttempts: "dontInvert" })?.data ?? null;
    };
  }

  async look(busy) {
    const mine = this.stream;
    while (this.stream === mine && mine) {
      if (!busy() && document.visibilityState === "visible" && this.video.readyState >= 2) {
        const text = await this.read().catch(() => null);
        if (text && this.stream === mine && !busy() && !this.isAgain(text)) {
          this.last = { text, at: performance.now() };
          await this.onText(text);
        }
      }
      await new Promise((next) => { setTimeout(next, 120); });
    }
  }

  /** The next look may find the code that was just answered: let the phone be taken away first. */
  rest() { this.last.at = performance.now(); }
  isAgain(text) { return this.last.text === text && performance.now() - this.last.at < AGAIN; }
}
