/** The only state that a module of `src/` keeps: what one test file calls a secret must not be hidden in the next one. */
import { forgetSecrets } from '../../src/errors/redact.js';

forgetSecrets();
