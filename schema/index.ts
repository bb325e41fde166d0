import 'reflect-metadata';

export * from './enums.ts';
export * from './entities/candle.ts';
export * from './entities/detection.ts';
export * from './entities/checkpoint.ts';
export * from './entities/series.ts';
export * from './entities/verdict.ts';
export * from './inputs/candle-input.ts';
export * from './inputs/replay-inputs.ts';
export * from './types/about.ts';
export * from './types/accuracy.ts';
export * from './types/forecast.ts';
export * from './types/replay.ts';
export * from './types/series-overview.ts';
export * from './types/verdict-list.ts';
