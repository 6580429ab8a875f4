export { openTelemetry, type OpenTelemetryOptions, type OpenTelemetryHooks } from './open-telemetry.js';
