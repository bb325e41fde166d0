import 'reflect-metadata';

export * from './enums.ts';
export * from './entities/candle.ts';
export * from './entities/detection.ts';
export * from './entities/detector-state.ts';
export * from './entities/series.ts';
export * from './inputs/candle-input.ts';
export * from './types/about.ts';
export * from './types/accuracy.ts';
export * from './types/forecast.ts';
