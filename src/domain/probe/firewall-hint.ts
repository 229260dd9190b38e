/** What to do where a sandbox may have been kept from its Runtime API by this machine. */

/** Container engines take the addresses of their networks from there, unless told otherwise. */
export const firewallHint =
  'With a firewall such as ufw on this machine, let containers in: sudo ufw allow from 172.16.0.0/12';
