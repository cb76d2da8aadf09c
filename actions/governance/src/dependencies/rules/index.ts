import {allowDue, allowFix, allowUnused} from './allow.ts';
import {auditBaseline, auditLimits, auditMade, auditRequired} from './audit.ts';
import {sbomCovers, sbomDigests, sbomValid} from './sbom.ts';

/** Every rule of `dependencies`, in the order in which a report shows them. */
export const rules = [auditMade, auditRequired, auditLimits, auditBaseline, allowDue, allowFix, allowUnused, sbomValid, sbomCovers, sbomDigests] as const;
