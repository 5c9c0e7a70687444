// What a browser's microphone says, at one rate. It stands in the place of the worklet of Flet's recorder, which gives
// the device's own rate (44,100 here, 48,000 there) and tells nobody which: a voice would sound too high or too low.
// RATE_HZ is MICROPHONE_RATE_HZ of fieldapp/device/ports.py.
const RATE_HZ = 48000;
const PART_SAMPLES = 2048;

class RecorderProcessor extends AudioWorkletProcessor {
  // The sample of the microphone before the present one, and how far after it the next of ours lies.
  before = 0;
  ahead = 0;
  part = new Int16Array(PART_SAMPLES);
  filled = 0;

  process(inputs) {
    const channels = inputs[0];
    // Firefox gives no channel at times.
    for (let at = 0; channels.length > 0 && at < channels[0].length; at++) {
      const now = channels.reduce((sum, channel) => sum + channel[at], 0) / channels.length;
      for (; this.ahead < 1; this.ahead += sampleRate / RATE_HZ) {
        this.give(this.before + (now - this.before) * this.ahead);
      }
      this.ahead -= 1;
      this.before = now;
    }
    return true;
  }

  give(sample) {
    const bounded = Math.max(-1, Math.min(1, sample));
    this.part[this.filled++] = bounded < 0 ? bounded * 0x8000 : bounded * 0x7FFF;
    if (this.filled === PART_SAMPLES) {
      this.port.postMessage(this.part.slice());
      this.filled = 0;
    }
  }
}

registerProcessor('recorder.worklet', RecorderProcessor);
