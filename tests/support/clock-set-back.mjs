// Loaded into a server's process before its own code: SIGUSR2 sets its clock back by an hour.
const HOUR = 60 * 60 * 1000;
const now = Date.now;

process.on('SIGUSR2', () => {
  Date.now = () => now() - HOUR;
});
