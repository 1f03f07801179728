// Hears what a page plays: how sounds are started, how loud each line into the loudspeaker is, and every sample of it.
window.audioCapture = { starts: [], lines: [], analysers: [], recorded: [] };
const connect = AudioNode.prototype.connect;
AudioNode.prototype.connect = function (target, ...rest) {
  if (target instanceof AudioDestinationNode) {
    const analyser = new AnalyserNode(this.context, { fftSize: 4096 });
    connect.call(this, analyser);
    window.audioCapture.analysers.push(analyser);
    window.audioCapture.lines.push(this);
  }
  return connect.call(this, target, ...rest);
};
/** A slow page: time passes after each of its calls that should all take effect at one moment. */
window.audioCapture.stallMs = 0;
function stall() {
  const until = performance.now() + window.audioCapture.stallMs;
  while (performance.now() < until);
}
const { start, stop } = AudioBufferSourceNode.prototype;
AudioBufferSourceNode.prototype.start = function (when, offset, duration) {
  this.heard = { when, offset, duration, stopped: false };
  window.audioCapture.starts.push(this.heard);
  start.call(this, when, offset, duration);
  stall();
};
AudioBufferSourceNode.prototype.stop = function (when) {
  this.heard.stopped = true;
  stop.call(this, when);
};
const { setTargetAtTime } = AudioParam.prototype;
AudioParam.prototype.setTargetAtTime = function (...target) {
  setTargetAtTime.apply(this, target);
  stall();
  return this;
};
/** The level of each line into the loudspeaker, as root mean square over the last 4096 samples. */
window.audioCapture.levels = () =>
  window.audioCapture.analysers.map((analyser) => {
    const samples = new Float32Array(analyser.fftSize);
    analyser.getFloatTimeDomainData(samples);
    return Math.hypot(...samples) / Math.sqrt(samples.length);
  });
/** Records the latest lines into the loudspeaker, as many as asked, until the page goes. */
window.audioCapture.record = async (count) => {
  const lines = window.audioCapture.lines.slice(-count);
  const { context } = lines[0];
  const script = new Blob([window.audioCapture.recorder], { type: "text/javascript" });
  await context.audioWorklet.addModule(URL.createObjectURL(script));
  const recorder = new AudioWorkletNode(context, "recorder", {
    numberOfInputs: count,
    numberOfOutputs: 0,
    channelCount: 2,
    channelCountMode: "explicit",
  });
  recorder.port.onmessage = ({ data }) => window.audioCapture.recorded.push(data);
  for (const [index, line] of lines.entries()) connect.call(line, recorder, 0, index);
  window.audioCapture.clock = context;
};
/** What was recorded, as one piece in base64: for each message its lines, for each line its channels. */
window.audioCapture.recording = async () => {
  const parts = window.audioCapture.recorded.flatMap(({ lines }) => lines);
  const reader = new FileReader();
  await new Promise((resolve) => {
    reader.onload = resolve;
    reader.readAsDataURL(new Blob(parts));
  });
  return {
    rateHz: window.audioCapture.clock.sampleRate,
    fromFrame: window.audioCapture.recorded[0].fromFrame,
    samples: reader.result.split(",")[1],
  };
};
