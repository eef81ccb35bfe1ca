// Preact, with templates in place of JSX. Whatever is put into a template is a text, never markup.

import {h} from './lib/preact.js';
import htm from './htm.js';

export {render} from './lib/preact.js';
export {useEffect, useLayoutEffect, useMemo, useReducer, useRef, useState} from './lib/hooks.js';

export const html = htm.bind(h);
