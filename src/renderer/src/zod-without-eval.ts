import { config } from 'zod';

// The page's policy forbids making code from text, and zod would try before any schema of ours is made.
config({ jitless: true });
