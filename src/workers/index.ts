/**
 * workers: several processes behind one port. Start at supervisor.ts and front-door.ts (the first process) and member.ts (a
 * worker); channel.ts is what they say to each other.
 *
 * Invariant: knows nothing of what the workers do. What goes from process to process goes over the pipe between them, never
 * over a command line or a file.
 */

export { type Answers, Channel, ChannelFault, type Questions } from './channel.js';
export { coreCount } from './core-count.js';
export { FrontDoor } from './front-door.js';
export type { ArrivedClient } from './handed-client.js';
export { joinAsWorker } from './member.js';
export { Supervisor, type SupervisorOptions } from './supervisor.js';
export type { Worker } from './worker.js';
