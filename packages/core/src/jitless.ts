import * as z from 'zod';

// A run reads each form once or twice: to write and compile a function for every one, as zod does, takes longer than it saves.
z.config({jitless: true});
