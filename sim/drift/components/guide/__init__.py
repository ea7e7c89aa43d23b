"""Memory quality: is what the guide says true, complete, fresh and used? (docs/guide-quality.md)"""

from sim.drift.components.guide.quality import GuideQuality
from sim.drift.components.guide.watch import GuideWatch

__all__ = ["GuideQuality", "GuideWatch"]
