import { Link } from 'nopal';

const pages = [
  { href: '/deployment/dashboard', name: 'Deployment' },
  { href: '/ci', name: 'Pipelines' },
  { href: '/sites', name: 'Sites' },
  { href: '/analytics', name: 'Analytics' },
  { href: '/export', name: 'Exports' },
  { href: '/me', name: 'My tasks' },
  { href: '/settings', name: 'Settings' },
] as const;

/** A column beside the page; on narrow screens what the header's menu button opens, which needs no script. */
export function Navigation() {
  return (
    <nav className="navigation" id="navigation" popover="auto" aria-label="Main">
      <ul>
        {pages.map(({ href, name }) => (
          <li key={href}>
            <Link href={href}>{name}</Link>
          </li>
        ))}
      </ul>
    </nav>
  );
}
