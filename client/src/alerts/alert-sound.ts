/** A browser that lets a page sound does so at once; one that does not answers only after a click. */
const START_WITHIN_MS = 1_000;
let audio: AudioContext | undefined;
let users = 0;

/** Plays two short soft tones, a fifth apart; false where the browser keeps this page silent. */
export function playAlertSound(): Promise<boolean> {
  return use(async (context) => {
    await Promise.all([tone(context, 660, 0), tone(context, 990, 0.14)]);
  });
}

/** Whether the browser lets this page sound, as far as people have clicked in it by now. */
export function canPlaySound(): Promise<boolean> {
  return use(async () => undefined);
}

/** A device that is never let go keeps some computers from sleeping: it rests when nobody uses it. */
async function use(sound: (context: AudioContext) => Promise<void>): Promise<boolean> {
  const context = (audio ??= new AudioContext());
  users++;
  try {
    if (!(await wake(context))) return false;
    await sound(context);
    return true;
  } finally {
    users--;
    if (users === 0) void context.suspend();
  }
}

async function wake(context: AudioContext): Promise<boolean> {
  // While the page is kept silent this waits for ever.
  await Promise.race([context.resume(), new Promise((resolve) => setTimeout(resolve, START_WITHIN_MS))]);
  return context.state === 'running';
}

function tone(context: AudioContext, hertz: number, delay: number): Promise<void> {
  const start = context.currentTime + delay;
  const oscillator = new OscillatorNode(context, { frequency: hertz });
  const volume = new GainNode(context, { gain: 0 });
  volume.gain.setValueAtTime(0, start);
  volume.gain.linearRampToValueAtTime(0.12, start + 0.02);
  volume.gain.linearRampToValueAtTime(0, start + 0.3);
  oscillator.connect(volume).connect(context.destination);
  oscillator.start(start);
  oscillator.stop(start + 0.32);
  return new Promise((resolve) => (oscillator.onended = () => resolve()));
}
