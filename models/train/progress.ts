import { Presets, SingleBar } from 'cli-progress';
import type { FitProgress } from './fit-member.ts';

/** Shows how far a training run is: a bar on a terminal, one line an epoch elsewhere. */
export interface ProgressView {
  update(member: number, progress: FitProgress): void;
  dispose(): void;
}

const number = (value: number): string => value.toFixed(4);

/** A view for standard error, so that standard output stays the report. */
export function openProgress(members: number, epochs: number): ProgressView {
  return process.stderr.isTTY ? openBar(members, epochs) : openLines(members);
}

function openBar(members: number, epochs: number): ProgressView {
  const format =
    'Training {bar} {percentage}% | network {member} | epoch {epoch} | held out {loss}, best {best}';
  const bar = new SingleBar(
    { format, stream: process.stderr, clearOnComplete: true },
    Presets.shades_classic,
  );
  bar.start(members * epochs, 0, { member: 1, epoch: 0, loss: '–', best: '–' });
  return {
    update: (member, { epoch, heldOutLoss, bestLoss }) =>
      bar.update(member * epochs + epoch, {
        member: `${member + 1}/${members}`,
        epoch,
        loss: number(heldOutLoss),
        best: number(bestLoss),
      }),
    dispose: () => bar.stop(),
  };
}

function openLines(members: number): ProgressView {
  return {
    update: (member, { epoch, trainingLoss, heldOutLoss, bestLoss }) =>
      void process.stderr.write(
        `network ${member + 1}/${members} epoch ${epoch}: training ${number(trainingLoss)}, held out ${number(heldOutLoss)}, best ${number(bestLoss)}\n`,
      ),
    dispose: () => undefined,
  };
}
