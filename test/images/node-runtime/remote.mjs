/** Asks for its settings somewhere else while it is loaded. */
import { lookup } from 'node:dns/promises';

const { address } = await lookup('settings.example.com');

export const handler = async () => address;
