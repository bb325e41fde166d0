export { listArtifacts, loadArtifact, type Artifact } from './artifact.ts';
export type { Manifest } from './manifest.ts';
export { ArtifactError } from './artifact-error.ts';
export * from './anomaly-kind.ts';
export * from './judgement.ts';
export { intervalWarning } from './interval-warning.ts';
export { createDetector, type Detector, type DetectorOptions } from './detector.ts';
export type { DetectorState } from './detector-state.ts';
export { StateMismatchError } from './state-codec.ts';
