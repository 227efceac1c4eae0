import { Link } from 'nopal';
import { count } from '../lib/format.ts';
import type { Summary } from './shell-state.ts';

interface Props extends Summary {
  teamName: string;
  /** `null` when nobody is signed in. */
  userName: string | null;
}

export function Header({ teamName, userName, deployments, visitors }: Props) {
  return (
    <header className="top">
      <button type="button" className="menu-button" popoverTarget="navigation">
        Menu
      </button>
      <p className="brand">{teamName}</p>
      {/* No live region: it changes too often to be spoken. */}
      <p className="summary">
        <span className={deployments > 0 ? 'live busy' : 'live'}>
          {deployments === 0 ? 'Nothing deploying' : `${count(deployments, 'deployment')} running`}
        </span>
        <span className="live here">{count(visitors, 'visitor')} online</span>
      </p>
      <p className="user">
        {userName === null ? <Link href="/login">Sign in</Link> : <Link href="/me">{userName}</Link>}
      </p>
    </header>
  );
}
