// Hears what a page plays: counts how sounds are started, and measures what reaches the loudspeaker.
window.heard = { starts: [], analysers: [] };
const connect = AudioNode.prototype.connect;
AudioNode.prototype.connect = function (target, ...rest) {
  if (target instanceof AudioDestinationNode) {
    const analyser = new AnalyserNode(this.context, { fftSize: 4096 });
    connect.call(this, analyser);
    window.heard.analysers.push(analyser);
  }
  return connect.call(this, target, ...rest);
};
const start = AudioBufferSourceNode.prototype.start;
AudioBufferSourceNode.prototype.start = function (when, offset, duration) {
  window.heard.starts.push({ when, offset, duration });
  return start.call(this, when, offset, duration);
};
/** The level of each line into the loudspeaker, as root mean square over the last 4096 samples. */
window.heard.levels = () =>
  window.heard.analysers.map((analyser) => {
    const samples = new Float32Array(analyser.fftSize);
    analyser.getFloatTimeDomainData(samples);
    return Math.hypot(...samples) / Math.sqrt(samples.length);
  });
